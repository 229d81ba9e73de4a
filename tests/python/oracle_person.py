"""The marts of persons, recomputed in plain Python from the rules of the design."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from oracle import NONE, Marts, Requirement, Row, level_intervals
from oracle_compare import Compared

COMPARED = {
    "rpt_role_readiness": Compared(
        ("person_id", "role_id"), "select * from marts.rpt_role_readiness"
    ),
    "rpt_role_fit": Compared(
        ("person_id", "role_id"), "select * from marts.rpt_role_fit"
    ),
    "rpt_next_steps": Compared(
        ("person_id", "role_id", "framework_id", "skill_id", "step_number"),
        "select n.* exclude (descriptor), s.framework_id, s.skill_id, d.descriptor"
        " from marts.rpt_next_steps as n"
        " left join marts.dim_skills as s using (skill_key)"
        " left join marts.dim_descriptors as d on n.descriptor_key = d.descriptor_key"
        " and n.skill_key = d.skill_key and n.next_level = d.level"
        " and n.descriptor = d.descriptor",
    ),
    "rpt_mentors": Compared(
        ("person_id", "framework_id", "skill_id", "suggestion_number"),
        "select m.*, s.framework_id, s.skill_id"
        " from marts.rpt_mentors as m"
        " left join marts.dim_skills as s using (skill_key)",
    ),
    "fct_level_transitions": Compared(
        ("person_id", "framework_id", "skill_id", "level"),
        "select t.*, s.framework_id, s.skill_id"
        " from marts.fct_level_transitions as t"
        " left join marts.dim_skills as s on t.skill_key = s.skill_key"
        " and s.is_in_force"
        " inner join marts.dim_levels as l"
        " on t.level_key = l.level_key and s.framework_id = l.framework_id"
        " and t.level = l.level and t.level_rank = l.level_rank",
    ),
    "rpt_level_progress_curve": Compared(
        ("scope", "framework_id", "skill_id", "level", "elapsed_days"),
        "select c.*, s.skill_id from marts.rpt_level_progress_curve as c"
        " inner join marts.dim_levels as l using (level_key, framework_id, level)"
        " left join marts.dim_skills as s using (skill_key)"
        " where c.scope_key = coalesce(c.skill_key, c.framework_id)",
    ),
    "rpt_level_progress": Compared(
        ("scope", "framework_id", "skill_id", "level"),
        "select p.*, s.skill_id from marts.rpt_level_progress as p"
        " inner join marts.dim_levels as l"
        " using (level_key, framework_id, level, level_rank)"
        " left join marts.dim_skills as s using (skill_key)"
        " where p.scope_key = coalesce(p.skill_key, p.framework_id)",
    ),
}
MONTH = Fraction("30.4375")


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute the marts of persons."""
    return {
        "rpt_role_readiness": list(role_readiness(marts)),
        "rpt_role_fit": list(role_fit(marts)),
        "rpt_next_steps": list(next_steps(marts)),
        "rpt_mentors": list(mentors(marts)),
        "fct_level_transitions": list(level_transitions(marts)),
        "rpt_level_progress_curve": list(progress_curves(marts)),
        "rpt_level_progress": list(level_progress(marts)),
    }


def own_roles(marts: Marts) -> dict[str, set[str]]:
    """Give the roles of everyone who has one on the as-of date."""
    roles: dict[str, set[str]] = defaultdict(set)
    for assignment in marts.running:
        roles[assignment.person_id].add(assignment.role_id)
    return roles


def requirements_of(marts: Marts, role_id: str) -> list[Requirement]:
    """List the requirements of a role that count."""
    return [r for r in marts.requirements if r.role_id == role_id]


def gaps(marts: Marts, person_id: str, role_id: str, importance: str) -> list[Row]:
    """Judge a person against a role, held or not, by the rows of rpt_role_gaps."""
    return [
        marts.role_gap_row(person_id, requirement)
        for requirement in requirements_of(marts, role_id)
        if requirement.importance == importance
    ]


# ---------------------------------------------------------------- readiness and fit


def role_readiness(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_role_readiness."""
    following = marts.workforce.next_roles
    for person_id, own in own_roles(marts).items():
        coming = {following[role_id] for role_id in own} - {None}
        for role_id in {*own, *coming}:
            assert role_id is not None
            yield {
                "person_id": person_id,
                "role_id": role_id,
                "full_name": marts.workforce.people[person_id],
                "role_name": marts.workforce.roles[role_id],
                **readiness(marts, person_id, role_id),
                "is_own_role": role_id in own,
                "is_next_role": role_id in coming,
                "as_of_date": marts.as_of,
            }


def blocker(gap: Row) -> str | None:
    """Say what keeps an essential requirement from counting as ready."""
    if gap["gap_status"] == "below":
        return f"below: {gap['held_level']} of {gap['required_level']}"
    if gap["gap_status"] != "met":
        return str(gap["gap_status"]).replace("_", " ")
    if gap["held_verification"] != "verified":
        return "not verified"
    if gap["held_carry_status"] == "provisional":
        return "carried provisionally"
    return None


def readiness(marts: Marts, person_id: str, role_id: str) -> Row:
    """Count what is met and what stands in the way."""
    essential = gaps(marts, person_id, role_id, "essential")
    desirable = gaps(marts, person_id, role_id, "desirable")
    met = [gap for gap in essential if gap["gap_status"] == "met"]
    below = [gap for gap in essential if gap["gap_status"] == "below"]
    near = [gap for gap in below if gap["gap"] == 1]
    blockers = sorted(
        f"{gap['skill_name']} ({blocker(gap)})" for gap in essential if blocker(gap)
    )
    if not essential:
        status = "no_essential_requirements"
    elif not blockers:
        status = "ready"
    elif met == essential:
        status = "not_verified"
    elif len(met) + len(near) == len(essential):
        status = "one_level_away"
    else:
        status = "not_ready"
    return {
        "readiness_status": status,
        "blockers": "; ".join(blockers) or None,
        "essential_count": len(essential),
        "essential_met_count": len(met),
        "essential_verified_count": sum(
            gap["held_verification"] == "verified" for gap in met
        ),
        "below_count": len(below),
        "one_level_away_count": len(near),
        "stale_count": sum(gap["gap_status"] == "stale" for gap in essential),
        "not_assessed_count": sum(
            gap["gap_status"] == "not_assessed" for gap in essential
        ),
        "blocker_count": len(blockers),
        "desirable_count": len(desirable),
        "desirable_met_count": sum(gap["gap_status"] == "met" for gap in desirable),
        "is_ready": not blockers if essential else None,
    }


def attainment(gaps_of_role: list[Row]) -> Fraction | None:
    """Average what is attained, exactly; what is not known attains nothing."""
    if not gaps_of_role:
        return None
    shares = [
        Fraction(min(int(str(gap["held_rank"])), required), required)
        for gap in gaps_of_role
        for required in [int(str(gap["required_rank"]))]
        if gap["held_rank"] is not None
    ]
    return sum(shares, Fraction()) / len(gaps_of_role)


def role_fit(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_role_fit."""
    for person_id, own in own_roles(marts).items():
        rows = [fit_row(marts, person_id, role_id) for role_id in marts.workforce.roles]
        for number, (_, row) in enumerate(sorted(rows, key=lambda pair: pair[0]), 1):
            yield {**row, "fit_rank": number, "is_own_role": row["role_id"] in own}


def fit_row(
    marts: Marts, person_id: str, role_id: str
) -> tuple[tuple[object, ...], Row]:
    """One row of rpt_role_fit without its rank, and what it is ranked by."""
    essential = gaps(marts, person_id, role_id, "essential")
    desirable = gaps(marts, person_id, role_id, "desirable")
    known = [gap for gap in essential if gap["held_rank"] is not None]
    met = [gap for gap in essential if gap["gap_status"] == "met"]
    is_passed = met == essential if essential else None
    share, wished = attainment(essential), attainment(desirable)
    name = marts.workforce.roles[role_id]
    order = (
        {True: 1, False: 2, None: 3}[is_passed],
        -(share or 0),
        -(wished or 0),
        name or role_id,
        role_id,
    )
    return order, {
        "person_id": person_id,
        "role_id": role_id,
        "full_name": marts.workforce.people[person_id],
        "role_name": name,
        "essential_count": len(essential),
        "essential_met_count": len(met),
        "unknown_count": len(essential) - len(known),
        "gap_total": sum(int(str(gap["gap"])) for gap in known) if known else None,
        "desirable_count": len(desirable),
        "desirable_met_count": sum(gap["gap_status"] == "met" for gap in desirable),
        "essential_attainment": None if share is None else float(share),
        "desirable_attainment": None if wished is None else float(wished),
        "is_gate_passed": is_passed,
        "as_of_date": marts.as_of,
    }


# ----------------------------------------------------------------- steps and mentors


def next_steps(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_next_steps."""
    for gap in marts.role_gaps():
        if gap["gap_status"] == "met":
            continue
        framework_id, skill_id = str(gap["framework_id"]), str(gap["skill_id"])
        above: str | None = None
        descriptors: list[str] = []
        if gap["gap_status"] == "below":
            ranks = marts.known.ranks[framework_id]
            held = int(str(gap["held_rank"]))
            above = min((lv for lv in ranks if ranks[lv] > held), key=ranks.__getitem__)
            descriptors = marts.known.descriptors.get(
                (framework_id, str(gap["release_id"]), skill_id, above), []
            )
        kinds = {"below": "learn", "stale": "reassess", "not_assessed": "assess"}
        copied = (
            "person_id role_id framework_id skill_id full_name role_name domain_name"
            " subdomain_name skill_name importance held_level last_known_level"
            " required_level gap as_of_date"
        )
        for number, descriptor in enumerate(descriptors or [None], 1):
            yield {
                **{column: gap[column] for column in copied.split()},
                "step_kind": kinds[str(gap["gap_status"])],
                "next_level": above,
                "step_number": number,
                "descriptor": descriptor,
            }


def mentors(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_mentors: everybody is asked about everybody."""
    highest: dict[tuple[str, str, str], Row] = {}
    for gap in marts.role_gaps():
        key = (str(gap["person_id"]), str(gap["framework_id"]), str(gap["skill_id"]))
        rank = int(str(gap["required_rank"]))
        known = highest.get(key)
        if gap["gap_status"] == "below" and (
            known is None or rank > int(str(known["required_rank"]))
        ):
            highest[key] = gap
    for gap in highest.values():
        found = sorted(candidates(marts, gap), key=lambda pair: pair[0])
        for number, (_, row) in enumerate(found[:3], 1):
            yield {**row, "suggestion_number": number}


def candidates(marts: Marts, gap: Row) -> Iterator[tuple[tuple[object, ...], Row]]:
    """Give everyone who could help with a gap, and what they are ordered by."""
    person_id = str(gap["person_id"])
    for mentor_id in own_roles(marts):
        if mentor_id == person_id:
            continue
        held = marts.state(
            mentor_id, str(gap["framework_id"]), str(gap["skill_id"])
        ).effective
        meeting = meet(marts, person_id, mentor_id)
        if not held or held.verification is None:
            continue
        if not meeting or held.rank < int(str(gap["required_rank"])):
            continue
        up, down, team_id = meeting
        proof = ("verified", "evidenced", "claimed").index(held.verification)
        yield (
            (up, down, proof, -held.rank, mentor_id),
            {
                "person_id": person_id,
                "framework_id": gap["framework_id"],
                "skill_id": gap["skill_id"],
                "mentor_id": mentor_id,
                "full_name": gap["full_name"],
                "skill_name": gap["skill_name"],
                "held_level": gap["held_level"],
                "required_level": gap["required_level"],
                "mentor_name": marts.workforce.people[mentor_id],
                "mentor_level": held.level,
                "mentor_verification": held.verification,
                "common_team_id": team_id,
                "common_team_name": marts.workforce.teams[team_id],
                "steps_up": up,
                "steps_down": down,
                "as_of_date": marts.as_of,
            },
        )


def meet(marts: Marts, person_id: str, mentor_id: str) -> tuple[int, int, str] | None:
    """Find the nearest team above both: steps up to it, down from it, and its id."""
    paths: dict[str, list[list[str]]] = defaultdict(list)
    for assignment in marts.running:
        if assignment.person_id in {person_id, mentor_id}:
            path = marts.workforce.path(assignment.team_id)
            paths[assignment.person_id].append(path)
    return min(
        (
            (mine.index(team_id), theirs.index(team_id), team_id)
            for mine in paths[person_id]
            for theirs in paths[mentor_id]
            for team_id in {*mine} & {*theirs}
        ),
        default=None,
    )


# -------------------------------------------------------------------- time to level

Skill = tuple[str, str]


def histories(marts: Marts) -> Iterator[tuple[str, Skill, list[tuple[date, int]]]]:
    """Give for each person and skill the days on which their level changed."""
    for (person_id, framework_id, skill_id), ratings in marts.held.items():
        intervals = level_intervals(ratings, marts.as_of, marts.policy.level_rule)
        if intervals:
            days = [(interval.valid_from, interval.rank) for interval in intervals]
            yield person_id, (framework_id, skill_id), days


def scale(marts: Marts, framework_id: str) -> list[tuple[int, str]]:
    """List the levels of a framework, none first."""
    declared = marts.known.ranks[framework_id].items()
    return [(0, NONE), *sorted((rank, level) for level, rank in declared)]


def first_day(days: list[tuple[date, int]], rank: int) -> date | None:
    """Find the first day with a rank or a higher one."""
    return next((day for day, held in days if held >= rank), None)


def wait_begins(days: list[tuple[date, int]], below: int, rank: int) -> date | None:
    """Find the first day with just the rank below, if nothing higher came before it."""
    reached = first_day(days, rank) or date.max
    return next((day for day, held in days if held == below and day < reached), None)


def level_transitions(marts: Marts) -> Iterator[Row]:
    """The rows of fct_level_transitions."""
    for person_id, (framework_id, skill_id), days in histories(marts):
        below: int | None = None
        for rank, level in scale(marts, framework_id):
            reached_on = first_day(days, rank)
            if reached_on is None:
                break
            before = [held for day, held in days if day < reached_on]
            left = None if below is None else wait_begins(days, below, rank)
            waited = (reached_on - left).days if left else None
            yield {
                "person_id": person_id,
                "framework_id": framework_id,
                "skill_id": skill_id,
                "level": level,
                "level_rank": rank,
                "from_rank": before[-1] if before else None,
                "days_between": waited,
                "months_between": None if waited is None else float(waited / MONTH),
                "is_skipped": dict(days)[reached_on] > rank,
                "previous_reached_on": left,
                "reached_on": reached_on,
            }
            below = rank


@dataclass(frozen=True)
class Wait:
    """How long somebody was seen waiting for a level, and whether they reached it."""

    days: int
    is_reached: bool


# Framework, skill (None: all of them) and level to reach.
Scope = tuple[str, str | None, str]


def waits(marts: Marts) -> dict[Scope, list[Wait]]:
    """Collect the waits for each level, by skill and over all skills."""
    found: dict[Scope, list[Wait]] = defaultdict(list)
    for person_id, (framework_id, skill_id), days in histories(marts):
        observed_to = min(marts.as_of, last_seen(marts, person_id))
        levels = scale(marts, framework_id)
        for (below, _), (rank, level) in pairwise(levels):
            begins, reached = wait_begins(days, below, rank), first_day(days, rank)
            if begins is None or begins > observed_to:
                continue
            is_reached = reached is not None and reached <= observed_to
            ends = reached if reached and is_reached else observed_to
            wait = Wait((ends - begins).days, is_reached)
            for skill in (skill_id, None):
                found[framework_id, skill, level].append(wait)
    return found


def last_seen(marts: Marts, person_id: str) -> date:
    """Find the day after somebody's last assignment; never, while one is open."""
    last_days = [
        assignment.last_day
        for assignment in marts.workforce.assignments
        if assignment.person_id == person_id
    ]
    ended = [day for day in last_days if day is not None]
    if not ended or len(ended) < len(last_days):
        return date.max
    return max(ended) + timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """One day of a product-limit curve; the share and the variance are exact."""

    days: int
    at_risk: int
    reached: int
    censored: int
    share: Fraction
    variance: Fraction | None


def product_limit(seen: list[Wait]) -> list[Point]:
    """Estimate the share that still waits (Kaplan and Meier 1958, Greenwood)."""
    share, relative = Fraction(1), Fraction()
    points = []
    reached = Counter(wait.days for wait in seen if wait.is_reached)
    for days in sorted({wait.days for wait in seen}):
        at_risk = sum(wait.days >= days for wait in seen)
        here = sum(wait.days == days for wait in seen)
        arrived = reached[days]
        share *= 1 - Fraction(arrived, at_risk)
        if arrived < at_risk:
            relative += Fraction(arrived, at_risk * (at_risk - arrived))
        variance = share**2 * relative if share else None
        points.append(Point(days, at_risk, arrived, here - arrived, share, variance))
    return points


def _scope(scope: Scope) -> Row:
    framework_id, skill_id, level = scope
    return {
        "scope": "framework" if skill_id is None else "skill",
        "framework_id": framework_id,
        "skill_id": skill_id,
        "level": level,
    }


def progress_curves(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_level_progress_curve."""
    for scope, seen in waits(marts).items():
        for point in product_limit(seen):
            yield {
                **_scope(scope),
                "elapsed_days": point.days,
                "at_risk_count": point.at_risk,
                "reached_count": point.reached,
                "censored_count": point.censored,
                "waiting_share": float(point.share),
                "standard_error": (
                    None if point.variance is None else math.sqrt(point.variance)
                ),
                "as_of_date": marts.as_of,
            }


def level_progress(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_level_progress."""
    for scope, seen in waits(marts).items():
        framework_id, skill_id, level = scope
        levels = [name for _, name in scale(marts, framework_id)]
        names: tuple[str | None, ...] = (None, None, None)
        if skill_id is not None:
            release = marts.skills[framework_id, skill_id]
            names = marts.known.path_names(release, skill_id)
        arrived = [wait.days for wait in seen if wait.is_reached]
        curve = product_limit(seen)
        yield {
            **_scope(scope),
            "domain_name": names[0],
            "subdomain_name": names[1],
            "skill_name": names[2],
            "from_level": levels[levels.index(level) - 1],
            "level_rank": marts.known.ranks[framework_id][level],
            "subject_count": len(seen),
            "reached_count": len(arrived),
            "censored_count": len(seen) - len(arrived),
            "longest_days": max(wait.days for wait in seen),
            "lower_quartile_days": falls_to(curve, Fraction(3, 4)),
            "median_days": falls_to(curve, Fraction(1, 2)),
            "upper_quartile_days": falls_to(curve, Fraction(1, 4)),
            **{
                f"reached_within_{months}_months_share": reached_within(curve, months)
                for months in (6, 12, 24)
            },
            "naive_mean_days": sum(arrived) / len(arrived) if arrived else None,
            "as_of_date": marts.as_of,
        }


def falls_to(curve: list[Point], share: Fraction) -> int | None:
    """Find the first day on which the curve is at a share or under it."""
    return next((point.days for point in curve if point.share <= share), None)


def reached_within(curve: list[Point], months: int) -> float | None:
    """Read the share that arrived within some months, where it is known."""
    limit = months * MONTH
    if curve[-1].days < limit and curve[-1].share > 0:
        return None
    shares = [point.share for point in curve if point.days <= limit]
    return float(1 - (shares[-1] if shares else 1))

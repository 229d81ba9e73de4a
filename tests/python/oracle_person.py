"""The marts of persons, recomputed in plain Python from the rules of the design."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from oracle import Marts, Requirement, Row
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
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute the marts of persons."""
    return {
        "rpt_role_readiness": list(role_readiness(marts)),
        "rpt_role_fit": list(role_fit(marts)),
        "rpt_next_steps": list(next_steps(marts)),
        "rpt_mentors": list(mentors(marts)),
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
        if not held or not meeting or held.rank < int(str(gap["required_rank"])):
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

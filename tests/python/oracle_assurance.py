"""The marts of assurance, recomputed in plain Python from the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from oracle import Marts, Rating, Requirement, Row, SkillState, choose, recency
from oracle_calibration import comparable_ratings
from oracle_compare import Compared

COMPARED = {
    "rpt_assessment_currency": Compared(
        ("person_id", "framework_id", "skill_id"),
        "select c.*, s.framework_id, s.skill_id"
        " from marts.rpt_assessment_currency as c"
        " left join marts.dim_skills as s on c.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
    "rpt_compliance_status": Compared(
        ("person_id", "role_id", "framework_id", "skill_id"),
        "select c.*, s.framework_id, s.skill_id"
        " from marts.rpt_compliance_status as c"
        " left join marts.dim_skills as s on c.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
    "rpt_assessment_completeness": Compared(
        ("team_id", "framework_id", "skill_id"),
        "select c.*, s.framework_id, s.skill_id"
        " from marts.rpt_assessment_completeness as c"
        " left join marts.dim_skills as s on c.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
    "rpt_level_order_violations": Compared(
        ("to_assessment_id",),
        "select v.*, s.framework_id, s.skill_id"
        " from marts.rpt_level_order_violations as v"
        " left join marts.dim_skills as s on v.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute all tables of the subject."""
    return {
        "rpt_assessment_currency": list(currency(marts)),
        "rpt_compliance_status": list(compliance(marts)),
        "rpt_assessment_completeness": list(completeness(marts)),
        "rpt_level_order_violations": list(falls(marts)),
    }


def names(marts: Marts, framework_id: str, skill_id: str) -> Row:
    """The columns that say where a skill belongs."""
    release = marts.skills[framework_id, skill_id]
    domain, subdomain, skill = marts.known.path_names(release, skill_id)
    return {
        "framework_id": framework_id,
        "skill_id": skill_id,
        "domain_name": domain,
        "subdomain_name": subdomain,
        "skill_name": skill,
    }


def valid_ratings(marts: Marts, key: tuple[str, str, str]) -> list[Rating]:
    """List what was judged of a person in a skill, and not taken back."""
    return [rating for rating in marts.held.get(key, []) if not rating.is_revoked]


# -------------------------------------------------------------------------- currency


def currency(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_assessment_currency."""
    here = {assignment.person_id for assignment in marts.running}
    required = {
        (assignment.person_id, requirement.framework_id, requirement.skill_id)
        for assignment in marts.running
        for requirement in marts.requirements
        if requirement.role_id == assignment.role_id
    }
    for key in marts.held:
        person_id, framework_id, skill_id = key
        state = marts.state(*key)
        if person_id not in here or state.last_known is None:
            continue
        basis = state.effective or state.last_known
        expires_on = max(rating.expires_on for rating in valid_ratings(marts, key))
        if state.effective:
            expires_on = state.effective.expires_on
        yield {
            "person_id": person_id,
            "full_name": marts.workforce.people[person_id],
            **lists(marts, person_id),
            **names(marts, framework_id, skill_id),
            "currency_status": state.status,
            "effective_level": state.effective.level if state.effective else None,
            "last_known_level": state.last_known.level,
            "basis_assessor_type": basis.assessor_type,
            "basis_verification": basis.verification,
            "basis_assessed_on": basis.assessed_on,
            "is_required": key in required,
            "expires_on": expires_on,
            "days_left": (expires_on - marts.as_of).days,
            "as_of_date": marts.as_of,
        }


def lists(marts: Marts, person_id: str) -> Row:
    """Name the teams and managers of a person."""
    own = [a for a in marts.running if a.person_id == person_id]
    teams = {a.team_id: marts.workforce.teams[a.team_id] for a in own}
    managers = {
        a.manager_id: marts.workforce.people[a.manager_id]
        for a in own
        if a.manager_id is not None
    }
    return {"team_names": joined(teams), "manager_names": joined(managers)}


def joined(named: dict[str, str | None]) -> str | None:
    """Join the names of some ids in their order; NULL where there is none."""
    return ", ".join(sorted(name for name in named.values() if name)) or None


# ------------------------------------------------------------------------ compliance


def compliance(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_compliance_status."""
    held_roles = sorted({(a.person_id, a.role_id) for a in marts.running})
    for person_id, role_id in held_roles:
        for requirement in marts.requirements:
            if requirement.role_id == role_id:
                yield compliance_row(marts, person_id, requirement)


def is_waived(marts: Marts, requirement: Requirement) -> bool:
    """Whether the required level has no text, and a waiver in force says it may."""
    framework_id, skill_id = requirement.framework_id, requirement.skill_id
    release = marts.skills[framework_id, skill_id]
    place = (framework_id, release.release_id, skill_id, requirement.level)
    return not marts.known.descriptors.get(place) and any(
        (waiver.framework_id, waiver.skill_id, waiver.level)
        == (framework_id, skill_id, requirement.level)
        and waiver.granted_on <= marts.as_of
        and (waiver.expires_on is None or marts.as_of < waiver.expires_on)
        for waiver in marts.known.waivers
    )


def compliance_row(marts: Marts, person_id: str, requirement: Requirement) -> Row:
    """One row of rpt_compliance_status."""
    framework_id, skill_id = requirement.framework_id, requirement.skill_id
    key = (person_id, framework_id, skill_id)
    state = marts.state(*key)
    if state.status == "assumed":
        state = SkillState("not_assessed", None, None)
    required = marts.known.ranks[framework_id][requirement.level]
    status = status_of(marts, key, state, requirement, required)
    effective, last = state.effective, state.last_known
    since: date | None = None
    if status in {"met", "expires_soon", "level_too_low"}:
        since = unbroken_since(marts, key, required)
    elif status == "expired":
        since = max(rating.expires_on for rating in valid_ratings(marts, key))
    is_met = status in {"met", "expires_soon"}
    return {
        "person_id": person_id,
        "role_id": requirement.role_id,
        "full_name": marts.workforce.people[person_id],
        "role_name": marts.workforce.roles[requirement.role_id],
        **names(marts, framework_id, skill_id),
        "importance": requirement.importance,
        "required_level": requirement.level,
        "required_rank": required,
        "held_level": effective.level if effective else None,
        "held_rank": effective.rank if effective else None,
        "last_known_level": last.level if last else None,
        "compliance_status": status,
        "is_compliant": is_met or status == "waived",
        "is_counted": requirement.importance == "essential" and status != "waived",
        "is_provisional": bool(effective and effective.carry_status == "provisional"),
        "since_on": since,
        "until_on": effective.expires_on if effective and is_met else None,
        "as_of_date": marts.as_of,
    }


def status_of(
    marts: Marts,
    key: tuple[str, str, str],
    state: SkillState,
    requirement: Requirement,
    required: int,
) -> str:
    """Find the one status of a requirement, in the order of precedence."""
    held = state.effective
    if held and held.rank >= required:
        return "expires_soon" if state.status == "due" else "met"
    if is_waived(marts, requirement):
        return "waived"
    if held:
        return "level_too_low"
    ratings = marts.held.get(key, [])
    if ratings and max(ratings, key=recency).is_revoked:
        return "revoked"
    return "expired" if state.last_known else "not_assessed"


def unbroken_since(marts: Marts, key: tuple[str, str, str], required: int) -> date:
    """Walk back while a level is held and is, or is not, enough as it is today."""
    ratings = valid_ratings(marts, key)
    changes = {r.assessed_on for r in ratings} | {r.expires_on for r in ratings}
    answers = []
    for day in sorted(change for change in changes if change <= marts.as_of):
        held = choose(ratings, day, marts.policy.level_rule)
        answers.append((day, held.rank >= required if held else None))
    since, today = answers.pop()
    while answers and answers[-1][1] == today:
        since, _ = answers.pop()
    return since


# ---------------------------------------------------------------------- completeness


def completeness(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_assessment_completeness."""
    required: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for assignment in marts.running:
        for requirement in marts.requirements:
            if requirement.role_id == assignment.role_id:
                for team_id in marts.workforce.path(assignment.team_id):
                    skill = (requirement.framework_id, requirement.skill_id)
                    required[team_id, *skill].add(assignment.person_id)
    for (team_id, framework_id, skill_id), people in required.items():
        states = [marts.state(person, framework_id, skill_id) for person in people]
        path = marts.workforce.path(team_id)
        counts = {
            "assessed": sum(state.last_known is not None for state in states),
            "current": sum(
                state.effective is not None and state.last_known is not None
                for state in states
            ),
            "verified": sum(
                state.effective is not None
                and state.effective.verification == "verified"
                for state in states
            ),
        }
        yield {
            "team_id": team_id,
            "team_name": marts.workforce.teams[team_id],
            "team_path": " > ".join(
                str(marts.workforce.teams[team]) for team in reversed(path)
            ),
            "team_depth": len(path) - 1,
            **names(marts, framework_id, skill_id),
            "required_count": len(people),
            **{f"{name}_count": count for name, count in counts.items()},
            **{f"{name}_share": count / len(people) for name, count in counts.items()},
            "as_of_date": marts.as_of,
        }


# ----------------------------------------------------------------------------- falls


def falls(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_level_order_violations."""
    for key, ratings in comparable_ratings(marts).items():
        by_type: dict[str, dict[date, Rating]] = defaultdict(dict)
        for rating in sorted(ratings, key=recency):
            by_type[rating.assessor_type][rating.assessed_on] = rating
        for days in by_type.values():
            for earlier, later in pairwise(days.values()):
                if later.rank < earlier.rank:
                    yield fall_row(marts, key, earlier, later)


def fall_row(
    marts: Marts, key: tuple[str, str, str], earlier: Rating, later: Rating
) -> Row:
    """One row of rpt_level_order_violations."""
    person_id, framework_id, skill_id = key
    assessors = (earlier.assessor_id, later.assessor_id)
    return {
        "person_id": person_id,
        "full_name": marts.workforce.people[person_id],
        **names(marts, framework_id, skill_id),
        "from_assessment_id": earlier.assessment_id,
        "to_assessment_id": later.assessment_id,
        "from_assessor_id": earlier.assessor_id,
        "to_assessor_id": later.assessor_id,
        "assessor_type": later.assessor_type,
        "from_level": earlier.level,
        "to_level": later.level,
        "from_rank": earlier.rank,
        "to_rank": later.rank,
        "levels_lost": earlier.rank - later.rank,
        "days_between": (later.assessed_on - earlier.assessed_on).days,
        "is_same_assessor": (
            None if None in assessors else assessors[0] == assessors[1]
        ),
        "from_assessed_on": earlier.assessed_on,
        "to_assessed_on": later.assessed_on,
        "as_of_date": marts.as_of,
    }

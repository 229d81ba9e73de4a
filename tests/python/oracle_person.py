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
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute the marts of persons."""
    return {
        "rpt_role_readiness": list(role_readiness(marts)),
        "rpt_role_fit": list(role_fit(marts)),
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

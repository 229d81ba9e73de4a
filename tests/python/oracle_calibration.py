"""The marts of calibration, recomputed in plain Python from the rules (rule 10)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from oracle import PRIORITY, Marts, Rating, Row, recency
from oracle_compare import Compared

Skill = tuple[str, str]

COMPARED = {
    "fct_rater_pairs": Compared(
        (
            *("person_id", "framework_id", "skill_id"),
            *("first_assessor_type", "second_assessor_type"),
        ),
        "select p.*, s.skill_id from marts.fct_rater_pairs as p"
        " left join marts.dim_skills as s"
        " on p.skill_key = s.skill_key and p.framework_id = s.framework_id"
        " and s.is_in_force",
    ),
    "rpt_rater_agreement": Compared(
        (
            *("framework_id", "scope", "scope_id"),
            *("first_assessor_type", "second_assessor_type"),
        ),
        "select * from marts.rpt_rater_agreement",
    ),
    "rpt_rater_severity": Compared(
        ("assessor_id", "framework_id"), "select * from marts.rpt_rater_severity"
    ),
    "rpt_calibration_worklist": Compared(
        ("person_id", "framework_id", "skill_id"),
        "select w.*, s.framework_id, s.skill_id"
        " from marts.rpt_calibration_worklist as w"
        " left join marts.dim_skills as s on w.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute all tables of the subject."""
    return {
        "fct_rater_pairs": [pair_row(marts, *pair) for pair in all_pairs(marts)],
        "rpt_rater_agreement": list(agreement(marts)),
        "rpt_rater_severity": list(severity(marts)),
        "rpt_calibration_worklist": list(worklist(marts)),
    }


def comparable_ratings(marts: Marts) -> dict[tuple[str, str, str], list[Rating]]:
    """List what was judged of a person in the very skill; revoked it is nothing."""
    found: dict[tuple[str, str, str], list[Rating]] = {}
    for key, ratings in marts.held.items():
        kept = [
            rating
            for rating in ratings
            if not rating.is_revoked and rating.carry_status in {"same", "carried"}
        ]
        if kept:
            found[key] = kept
    return found


Pair = tuple[tuple[str, str, str], Rating, Rating]


def all_pairs(marts: Marts) -> Iterator[Pair]:
    """Pair the latest ratings of two types, the less trusted type first."""
    for key, ratings in comparable_ratings(marts).items():
        latest: dict[str, Rating] = {}
        for rating in sorted(ratings, key=recency):
            latest[rating.assessor_type] = rating
        types = sorted(latest, key=lambda name: PRIORITY[name])
        for first, second in combinations(types, 2):
            yield key, latest[first], latest[second]


def days_apart(one: Rating, other: Rating) -> int:
    """Count the days between two assessments."""
    return abs((one.assessed_on - other.assessed_on).days)


def are_current(marts: Marts, *ratings: Rating) -> bool:
    """Whether none of the ratings has expired."""
    return all(rating.expires_on > marts.as_of for rating in ratings)


def pair_row(
    marts: Marts, key: tuple[str, str, str], first: Rating, second: Rating
) -> Row:
    """One row of fct_rater_pairs."""
    return {
        "person_id": key[0],
        "framework_id": key[1],
        "skill_id": key[2],
        "first_assessment_id": first.assessment_id,
        "second_assessment_id": second.assessment_id,
        "first_assessor_id": first.assessor_id,
        "second_assessor_id": second.assessor_id,
        "first_assessor_type": first.assessor_type,
        "second_assessor_type": second.assessor_type,
        "first_rank": first.rank,
        "second_rank": second.rank,
        "rank_difference": first.rank - second.rank,
        "days_apart": days_apart(first, second),
        "is_comparable": days_apart(first, second) <= marts.policy.pairing_days,
        "is_current": are_current(marts, first, second),
        "first_assessed_on": first.assessed_on,
        "second_assessed_on": second.assessed_on,
    }


# ------------------------------------------------------------------------- agreement


def kappa_of_table(pairs: list[tuple[int, int]]) -> float | None:
    """Quadratic weighted kappa in the table form: 1 - observed / expected (Cohen 1968).

    Args:
        pairs: the two ranks of each pair.

    Returns:
        NULL where chance alone leaves no disagreement.
    """
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    observed = sum(Fraction((x - y) ** 2, len(pairs)) for x, y in pairs)
    expected = sum(
        (Fraction((x - y) ** 2 * firsts[x] * seconds[y], len(pairs) ** 2))
        for x in firsts
        for y in seconds
    )
    return float(1 - observed / expected) if expected else None


def agreement(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_rater_agreement."""
    scoped: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    names: dict[tuple[str, str, str], str | None] = {}
    for key, first, second in all_pairs(marts):
        if days_apart(first, second) > marts.policy.pairing_days:
            continue
        person_id, framework_id, skill_id = key
        for scope, scope_id, name in scopes(marts, person_id, (framework_id, skill_id)):
            names[framework_id, scope, scope_id] = name
            types = (first.assessor_type, second.assessor_type)
            scoped[framework_id, scope, scope_id, *types].append(
                (first.rank, second.rank)
            )
    for (
        framework_id,
        scope,
        scope_id,
        first_type,
        second_type,
    ), pairs in scoped.items():
        yield {
            "framework_id": framework_id,
            "scope": scope,
            "scope_id": scope_id,
            "scope_name": names[framework_id, scope, scope_id],
            "first_assessor_type": first_type,
            "second_assessor_type": second_type,
            **statistics(pairs, marts.policy.agreement_min_pairs),
            "as_of_date": marts.as_of,
        }


def scopes(
    marts: Marts, person_id: str, skill: Skill
) -> Iterator[tuple[str, str, str | None]]:
    """Tell what a pair counts for, with names: the whole, teams, domain, skill."""
    framework_id, skill_id = skill
    release = marts.skills[skill]
    domain_name, _, skill_name = marts.known.path_names(release, skill_id)
    nodes = marts.known.nodes[framework_id, release.release_id]
    subdomain = nodes[nodes[skill_id].parent_id or ""]
    yield "organisation", "organisation", "Organisation"
    yield "domain", subdomain.parent_id or "", domain_name
    yield "skill", skill_id, skill_name
    teams = {
        team_id
        for assignment in marts.running
        if assignment.person_id == person_id
        for team_id in marts.workforce.path(assignment.team_id)
    }
    for team_id in teams:
        path = [marts.workforce.teams[team] for team in marts.workforce.path(team_id)]
        yield "team", team_id, " > ".join(str(name) for name in reversed(path))


def statistics(pairs: list[tuple[int, int]], minimum: int) -> Row:
    """The numbers of one row of rpt_rater_agreement."""
    count = len(pairs)
    numbers: Row = {
        "exact_share": sum(x == y for x, y in pairs) / count,
        "within_one_share": sum(abs(x - y) < 2 for x, y in pairs) / count,
        "quadratic_weighted_kappa": kappa_of_table(pairs),
        "first_mean_rank": sum(x for x, _ in pairs) / count,
        "second_mean_rank": sum(y for _, y in pairs) / count,
        "mean_difference": sum(x - y for x, y in pairs) / count,
    }
    if count < minimum:
        numbers = dict.fromkeys(numbers)
    return {"pair_count": count, **numbers, "is_hidden": count < minimum}


# -------------------------------------------------------------------------- severity


def severity(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_rater_severity."""
    ranks: dict[tuple[str, str], list[int]] = defaultdict(list)
    differences: dict[tuple[str, str], list[int]] = defaultdict(list)
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (_, framework_id, _), ratings in comparable_ratings(marts).items():
        latest: dict[str, Rating] = {}
        for rating in sorted(ratings, key=recency):
            if rating.assessor_type != "self" and rating.assessor_id is not None:
                latest[rating.assessor_id] = rating
                ranks[rating.assessor_id, framework_id].append(rating.rank)
        for assessor_id, own in latest.items():
            for other_id, other in latest.items():
                near = days_apart(own, other) <= marts.policy.pairing_days
                if other_id != assessor_id and near:
                    differences[assessor_id, framework_id].append(own.rank - other.rank)
                    others[assessor_id, framework_id].add(other_id)
    for key, given in ranks.items():
        yield {
            "assessor_id": key[0],
            "framework_id": key[1],
            "assessor_name": marts.workforce.people.get(key[0]),
            "rating_count": len(given),
            "mean_rank": shown_mean(given, marts.policy.agreement_min_pairs),
            "compared_count": len(differences[key]),
            "other_rater_count": len(others[key]),
            "mean_difference": shown_mean(
                differences[key], marts.policy.agreement_min_pairs
            ),
            "is_hidden": len(differences[key]) < marts.policy.agreement_min_pairs,
            "as_of_date": marts.as_of,
        }


def shown_mean(numbers: list[int], minimum: int) -> float | None:
    """Give the mean of some numbers; NULL where they are too few."""
    return sum(numbers) / len(numbers) if len(numbers) >= minimum else None


# -------------------------------------------------------------------------- worklist


def worklist(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_calibration_worklist."""
    here = {assignment.person_id for assignment in marts.running}
    wide: dict[tuple[str, str, str], list[tuple[Rating, Rating]]] = defaultdict(list)
    for key, first, second in all_pairs(marts):
        is_wide = abs(first.rank - second.rank) > 1
        if key[0] in here and is_wide and are_current(marts, first, second):
            wide[key].append((first, second))
    for key, pairs in wide.items():
        first, second = max(
            pairs,
            key=lambda pair: (
                abs(pair[0].rank - pair[1].rank),
                PRIORITY[pair[1].assessor_type],
                PRIORITY[pair[0].assessor_type],
            ),
        )
        yield worklist_row(marts, key, first, second, len(pairs))


def worklist_row(
    marts: Marts,
    key: tuple[str, str, str],
    first: Rating,
    second: Rating,
    count: int,
) -> Row:
    """One row of rpt_calibration_worklist."""
    person_id, framework_id, skill_id = key
    people = marts.workforce.people
    names = marts.known.path_names(marts.skills[framework_id, skill_id], skill_id)
    turn = second if second.assessed_on < first.assessed_on else first
    can_rate = any(a.person_id == turn.assessor_id for a in marts.running)
    if turn.assessor_type == "manager":
        can_rate = can_rate and any(
            a.person_id == person_id and a.manager_id == turn.assessor_id
            for a in marts.running
        )
    return {
        "person_id": person_id,
        "framework_id": framework_id,
        "skill_id": skill_id,
        "full_name": people[person_id],
        "domain_name": names[0],
        "subdomain_name": names[1],
        "skill_name": names[2],
        "first_assessor_type": first.assessor_type,
        "first_assessor_id": first.assessor_id,
        "first_assessor_name": people.get(first.assessor_id or ""),
        "first_level": first.level,
        "first_rank": first.rank,
        "first_assessed_on": first.assessed_on,
        "second_assessor_type": second.assessor_type,
        "second_assessor_id": second.assessor_id,
        "second_assessor_name": people.get(second.assessor_id or ""),
        "second_level": second.level,
        "second_rank": second.rank,
        "second_assessed_on": second.assessed_on,
        "rank_difference": first.rank - second.rank,
        "levels_apart": abs(first.rank - second.rank),
        "days_apart": days_apart(first, second),
        "wide_pair_count": count,
        "turn_assessor_type": turn.assessor_type,
        "turn_assessor_id": turn.assessor_id,
        "turn_assessor_name": people.get(turn.assessor_id or ""),
        "has_turn_assessor": can_rate,
        "as_of_date": marts.as_of,
    }

"""The tables that describe, recomputed in plain Python: rules 1, 6, 12 of the design.

Written from the rules and not from the SQL, to be compared with it. It needs the
standard library only, and oracle.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from oracle import Marts, Record, Release, Row, accepted, add_months
from oracle_compare import Compared

DAY = timedelta(days=1)
TEXTS = ("title", "publisher", "licence", "source", "content_hash", "status")

COMPARED = {
    "dim_framework_releases": Compared(
        ("framework_id", "release_id"), "select * from marts.dim_framework_releases"
    ),
    "dim_levels": Compared(("framework_id", "level"), "select * from marts.dim_levels"),
    "dim_descriptors": Compared(
        ("framework_id", "release_id", "skill_id", "level", "position"),
        "select d.position, d.descriptor, d.is_in_force, l.level_rank, l.level,"
        " s.framework_id, s.release_id, s.skill_id"
        " from marts.dim_descriptors as d"
        " left join marts.dim_skills as s"
        " using (skill_key, framework_id, release_id, skill_id)"
        " left join marts.dim_levels as l"
        " using (level_key, framework_id, level, level_rank)",
    ),
    "dim_people": Compared(("person_id",), "select * from marts.dim_people"),
    "dim_assignments": Compared(
        ("person_id", "team_id", "role_id", "valid_from"),
        "select * from marts.dim_assignments",
    ),
    "dim_teams": Compared(("team_id",), "select * from marts.dim_teams"),
    "bridge_team_ancestors": Compared(
        ("team_id", "ancestor_team_id"), "select * from marts.bridge_team_ancestors"
    ),
    "dim_roles": Compared(("role_id",), "select * from marts.dim_roles"),
    "dim_dates": Compared(("calendar_date",), "select * from marts.dim_dates"),
    "fct_role_requirements": Compared(
        ("role_id", "framework_id", "skill_id"),
        "select r.* exclude (required_level), l.level as required_level,"
        " s.skill_id as counted_skill_id"
        " from marts.fct_role_requirements as r"
        " left join marts.dim_levels as l on r.required_level_key = l.level_key"
        " and r.required_level = l.level and r.required_rank = l.level_rank"
        " left join marts.dim_skills as s on r.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
    "rpt_person_skill_matrix": Compared(
        ("person_id", "framework_id", "skill_id"),
        "select m.*, s.framework_id, s.skill_id"
        " from marts.rpt_person_skill_matrix as m"
        " left join marts.dim_skills as s on m.skill_key = s.skill_key"
        " and s.is_in_force",
    ),
    "rpt_framework_matrix": Compared(
        ("framework_id", "release_id", "skill_id", "level"),
        "select m.*, s.skill_id, l.level from marts.rpt_framework_matrix as m"
        " left join marts.dim_skills as s on m.skill_key = s.skill_key"
        " and m.framework_id = s.framework_id and m.release_id = s.release_id"
        " left join marts.dim_levels as l on m.level_key = l.level_key"
        " and m.level_name = l.level_name and m.level_rank = l.level_rank",
    ),
    "qly_build_info": Compared(("as_of_date",), "select * from quality.qly_build_info"),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute all of them."""
    return {
        "dim_framework_releases": list(releases(marts)),
        "dim_levels": list(levels(marts)),
        "dim_descriptors": list(descriptors(marts)),
        "dim_people": list(people(marts)),
        "dim_assignments": list(assignments(marts)),
        "dim_teams": list(teams(marts)),
        "bridge_team_ancestors": list(ancestors(marts)),
        "dim_roles": list(roles(marts)),
        "dim_dates": list(dates(marts)),
        "fct_role_requirements": list(requirements(marts)),
        "rpt_person_skill_matrix": list(person_skill_matrix(marts)),
        "rpt_framework_matrix": list(framework_matrix(marts)),
        "qly_build_info": [build_info(marts)],
    }


def _accepted(marts: Marts, table: str) -> list[Record]:
    return list(accepted(marts.known.received[table]))


# ---------------------------------------------------------------------- the framework


def level_state(
    marts: Marts, release: Release, skill_id: str, level: str
) -> tuple[str, list[str]]:
    """Rule 1: the state of a skill's level, and its texts in their order."""
    place = (release.framework_id, release.release_id, skill_id, level)
    texts = marts.known.descriptors.get(place)
    if texts:
        return "defined", texts
    for waiver in marts.known.waivers:
        is_meant = (waiver.framework_id, waiver.skill_id, waiver.level) == (
            release.framework_id,
            skill_id,
            level,
        )
        is_over = waiver.expires_on is not None and waiver.expires_on <= marts.as_of
        if is_meant and waiver.granted_on <= marts.as_of and not is_over:
            return "waived", []
    return ("missing" if texts is None else "empty"), []


def releases(marts: Marts) -> Iterator[Row]:
    """The rows of dim_framework_releases."""
    in_force = marts.known.in_force(marts.as_of)
    for record in _accepted(marts, "framework_releases"):
        framework_id, release_id = record.texts("framework_id", "release_id")
        release = marts.known.releases[framework_id or "", release_id or ""]
        dated = [
            each
            for each in marts.known.releases_of(release.framework_id)
            if each.is_published
        ]
        later = dated[dated.index(release) + 1 :] if release.is_published else []
        nodes = marts.known.nodes.get((release.framework_id, release.release_id), {})
        kinds = [node.node_type for node in nodes.values()]
        states = [
            level_state(marts, release, skill_id, level)
            for skill_id in marts.known.skills(release.framework_id, release.release_id)
            for level in marts.known.ranks.get(release.framework_id, {})
        ]
        yield {
            "framework_id": framework_id,
            "release_id": release_id,
            **{name: record.text(name) for name in TEXTS},
            "domain_count": kinds.count("domain"),
            "subdomain_count": kinds.count("subdomain"),
            "skill_count": kinds.count("skill"),
            "descriptor_count": sum(len(texts) for _, texts in states),
            "incomplete_level_count": sum(
                state in {"missing", "empty"} for state, _ in states
            ),
            "is_in_force": release in in_force,
            "released_on": release.released_on,
            "valid_from": release.released_on if release.is_published else None,
            "valid_to": later[0].released_on if later else None,
        }


def cover_rank(marts: Marts, framework_id: str) -> int | None:
    """Rule 14: the rank that covers; of the policy's level, the second or the first."""
    ranks = marts.known.ranks.get(framework_id, {})
    if marts.policy.cover_level in ranks:
        return ranks[marts.policy.cover_level]
    return (sorted(ranks.values())[:2] or [None])[-1]


def levels(marts: Marts) -> Iterator[Row]:
    """The rows of dim_levels: those declared, and none in every framework."""
    for framework_id in marts.known.ids():
        yield {
            "framework_id": framework_id,
            "level": "none",
            "level_name": "None",
            "level_rank": 0,
            "is_declared": False,
            "is_cover_level": False,
        }
    for record in _accepted(marts, "framework_levels"):
        framework_id, level = record.texts("framework_id", "level")
        rank = marts.known.ranks[framework_id or ""][level or ""]
        yield {
            "framework_id": framework_id,
            "level": level,
            "level_name": record.text("level_name"),
            "level_rank": rank,
            "is_declared": True,
            "is_cover_level": rank == cover_rank(marts, framework_id or ""),
        }


def descriptors(marts: Marts) -> Iterator[Row]:
    """The rows of dim_descriptors: every text."""
    in_force = {
        (release.framework_id, release.release_id)
        for release in marts.known.in_force(marts.as_of)
    }
    for record in _accepted(marts, "framework_descriptors"):
        if record.text("descriptor") is None:
            continue
        framework_id, release_id, skill_id, level = record.texts(
            "framework_id", "release_id", "skill_id", "level"
        )
        yield {
            "framework_id": framework_id,
            "release_id": release_id,
            "skill_id": skill_id,
            "level": level,
            "level_rank": marts.known.ranks[framework_id or ""][level or ""],
            "position": int(record.text("position") or 0),
            "descriptor": record.text("descriptor"),
            "is_in_force": (framework_id, release_id) in in_force,
        }


def framework_matrix(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_framework_matrix: each skill at each level, as lines."""
    in_force = marts.known.in_force(marts.as_of)
    level_names = {
        record.texts("framework_id", "level"): record.text("level_name")
        for record in _accepted(marts, "framework_levels")
    }
    for release in marts.known.releases.values():
        framework_id = release.framework_id
        for skill_id in marts.known.skills(framework_id, release.release_id):
            names = marts.known.path_names(release, skill_id)
            for level, rank in marts.known.ranks.get(framework_id, {}).items():
                state, texts = level_state(marts, release, skill_id, level)
                yield {
                    "framework_id": framework_id,
                    "release_id": release.release_id,
                    "skill_id": skill_id,
                    "level": level,
                    "domain_name": names[0],
                    "subdomain_name": names[1],
                    "skill_name": names[2],
                    "level_name": level_names[framework_id, level],
                    "level_rank": rank,
                    "level_state": state,
                    "descriptors": "\n".join(texts) or None,
                    "descriptor_count": len(texts),
                    "is_in_force": release in in_force,
                }


# ---------------------------------------------------------------------- the workforce


def people(marts: Marts) -> Iterator[Row]:
    """The rows of dim_people: people, and the posts of a scenario by their id."""
    named = {
        record.text("person_id"): (record.text("full_name"), record.text("email"))
        for record in _accepted(marts, "people")
    }
    posts = {
        each.person_id: (each.person_id, None)
        for each in marts.workforce.assignments
        if each.person_id not in named
    }
    for person_id, (full_name, email) in {**named, **posts}.items():
        own = [
            each for each in marts.workforce.assignments if each.person_id == person_id
        ]
        last_days = [each.last_day for each in own if each.last_day is not None]
        running = sum(each.runs_on(marts.as_of) for each in own)
        has_ended = bool(own) and len(last_days) == len(own)
        yield {
            "person_id": person_id,
            "full_name": full_name,
            "email": email,
            "is_planned": person_id in posts,
            "assignment_count": len(own),
            "current_assignment_count": running,
            "is_current": running > 0,
            "first_assigned_on": min((each.first_day for each in own), default=None),
            "last_assigned_on": max(last_days) if has_ended else None,
        }


def assignments(marts: Marts) -> Iterator[Row]:
    """The rows of dim_assignments: half-open, the last day within."""
    for each in marts.workforce.assignments:
        yield {
            "person_id": each.person_id,
            "team_id": each.team_id,
            "role_id": each.role_id,
            "manager_id": each.manager_id,
            "fte": each.fte,
            "is_current": each.runs_on(marts.as_of),
            "valid_from": each.first_day,
            "valid_to": each.last_day + DAY if each.last_day else None,
        }


def teams(marts: Marts) -> Iterator[Row]:
    """The rows of dim_teams."""
    for team_id, name in marts.workforce.teams.items():
        path = marts.workforce.path(team_id)
        names = [str(marts.workforce.teams[each]) for each in reversed(path)]
        yield {
            "team_id": team_id,
            "parent_team_id": marts.workforce.parents[team_id],
            "top_team_id": path[-1],
            "team_name": name,
            "team_path": " > ".join(names),
            "team_depth": len(path) - 1,
        }


def ancestors(marts: Marts) -> Iterator[Row]:
    """The rows of bridge_team_ancestors: each team and those above it."""
    for team_id in marts.workforce.teams:
        for steps, ancestor in enumerate(marts.workforce.path(team_id)):
            yield {"team_id": team_id, "ancestor_team_id": ancestor, "steps": steps}


def roles(marts: Marts) -> Iterator[Row]:
    """The rows of dim_roles."""
    for record in _accepted(marts, "roles"):
        role_id = record.text("role_id") or ""
        yield {
            "role_id": role_id,
            "next_role_id": marts.workforce.next_roles[role_id],
            "role_name": record.text("role_name"),
            "role_family": record.text("role_family"),
        }


def requirements(marts: Marts) -> Iterator[Row]:
    """The rows of fct_role_requirements: each as stated, and its skill."""
    for stated, (status, counted_id, counts) in marts.stated.items():
        yield {
            "role_id": stated.role_id,
            "framework_id": stated.framework_id,
            "skill_id": stated.skill_id,
            "counted_skill_id": counted_id if counts else None,
            "required_level": stated.level,
            "required_rank": marts.known.ranks[stated.framework_id][stated.level],
            "importance": stated.importance,
            "carry_status": status,
            "is_in_force": counts,
        }


def person_skill_matrix(marts: Marts) -> Iterator[Row]:
    """The rows of rpt_person_skill_matrix: all who are here, all skills in force."""
    held_roles = defaultdict(set)
    for assignment in marts.running:
        held_roles[assignment.person_id].add(assignment.role_id)
    for person_id, of_person in held_roles.items():
        for (framework_id, skill_id), release in marts.skills.items():
            state = marts.state(person_id, framework_id, skill_id)
            names = marts.known.path_names(release, skill_id)
            effective, last = state.effective, state.last_known
            yield {
                "person_id": person_id,
                "framework_id": framework_id,
                "skill_id": skill_id,
                "full_name": marts.workforce.people[person_id],
                "domain_name": names[0],
                "subdomain_name": names[1],
                "skill_name": names[2],
                "currency_status": state.status,
                "effective_level": effective.level if effective else None,
                "effective_rank": effective.rank if effective else None,
                "last_known_level": last.level if last else None,
                "last_known_rank": last.rank if last else None,
                "last_known_age_days": (
                    (marts.as_of - last.assessed_on).days if last else None
                ),
                "last_known_assessed_on": last.assessed_on if last else None,
                "is_required": any(
                    (role_id, framework_id, skill_id) in marts.required
                    for role_id in of_person
                ),
                "as_of_date": marts.as_of,
            }


# --------------------------------------------------------------------------- the build


def dates(marts: Marts) -> Iterator[Row]:
    """The rows of dim_dates: whole years, from the first day to the last expiry."""
    first_days = [marts.as_of]
    first_days += [each.first_day for each in marts.workforce.assignments]
    first_days += [rating.assessed_on for rating in marts.ratings]
    first_days += [
        release.released_on
        for release in marts.known.releases.values()
        if release.is_published and release.released_on
    ]
    day = date(min(first_days).year, 1, 1)
    last = date(add_months(marts.as_of, marts.policy.currency_months).year, 12, 31)
    while day <= last:
        month = day.replace(day=1)
        yield {
            "calendar_date": day,
            "year_number": day.year,
            "quarter_number": (day.month + 2) // 3,
            "month_number": day.month,
            "is_past": day <= marts.as_of,
            "month_starts_on": month,
            "month_ends_on": add_months(month, 1) - DAY,
        }
        day += DAY


def build_info(marts: Marts) -> Row:
    """The row of qly_build_info."""
    records = [each for table in marts.known.received.values() for each in table]
    in_force = sorted(
        (release.framework_id, release.release_id)
        for release in marts.known.in_force(marts.as_of)
    )
    policy = marts.policy
    return {
        "releases_in_force": ", ".join(" ".join(each) for each in in_force) or None,
        "level_rule": policy.level_rule,
        "cover_level": policy.cover_level,
        "currency_months": policy.currency_months,
        "due_days": policy.due_days,
        "coverage_months": policy.coverage_months,
        "benchmark_min_members": policy.benchmark_min_members,
        "pairing_days": policy.pairing_days,
        "agreement_min_pairs": policy.agreement_min_pairs,
        "received_count": len(records),
        "rejected_count": sum(record.state == "rejected" for record in records),
        "as_of_date": marts.as_of,
        "known_at": policy.known_at,
    }

"""The bus factor of random teams against trying every set of leavers."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from direct_build import DirectBuilder
from warehouse import (
    copy_seeds,
    read_records,
    write_records,
)

TEAMS = 120
MOST_MEMBERS = 12
Cover = dict[str, set[str]]


def random_cover(chance: random.Random, team: int, skills: list[str]) -> Cover:
    """Draw who covers each skill that a team requires."""
    people = [
        f"person_{team:03}_{number:02}"
        for number in range(chance.randint(1, MOST_MEMBERS))
    ]
    required = chance.sample(skills, chance.randint(1, len(skills)))
    often = chance.choice([0.1, 0.2, 0.3, 0.5])
    cover: Cover = {
        skill: {person for person in people if chance.random() < often}
        for skill in required
    }
    # All belong to the team, whether they cover something or not.
    return {**cover, "": set(people)}


def fewest_leavers(cover: Cover) -> int | None:
    """Try all sets of leavers, from the smallest on."""
    covered = [people for skill, people in cover.items() if skill and people]
    people = sorted(cover[""])
    for size in range(1, len(people) + 1):
        for leavers in combinations(people, size):
            lost = sum(people <= set(leavers) for people in covered)
            if 2 * lost > len(covered):
                return size
    return None


def write_export(folder: Path, covers: dict[str, Cover]) -> Path:
    """Write the seeds with other teams, each with a role of its own."""
    export = copy_seeds(folder)
    tables: dict[str, list[dict[str, str]]] = {
        name: []
        for name in (
            *("teams", "roles", "role_requirements"),
            *("people", "assignments", "assessments"),
        )
    }
    for team_id, cover in covers.items():
        tables["teams"].append({"team_id": team_id, "team_name": team_id})
        tables["roles"].append({"role_id": team_id, "role_name": team_id})
        for person_id in sorted(cover[""]):
            person = {"person_id": person_id}
            tables["people"].append({**person, "full_name": person_id})
            place = {"team_id": team_id, "role_id": team_id, "started_on": "2020-01-01"}
            tables["assignments"].append({**person, **place})
        for skill_id in sorted(set(cover) - {""}):
            skill = {"framework_id": "sde", "skill_id": skill_id}
            need = {"required_level": "senior", "importance": "desirable"}
            tables["role_requirements"].append({"role_id": team_id, **skill, **need})
            for person_id in sorted(cover[""]):
                tables["assessments"].append(
                    {
                        "assessment_id": f"{person_id}/{skill_id}",
                        "person_id": person_id,
                        **skill,
                        "level": "mid" if person_id in cover[skill_id] else "entry",
                        "assessor_type": "self",
                        "assessed_on": "2026-01-01",
                        "recorded_at": "2026-01-01 08:00:00",
                        "verification": "claimed",
                    }
                )
    for name, records in tables.items():
        write_records(export / f"{name}.csv", records)
    return export


@pytest.fixture(scope="module")
def covers(seed_export: Path) -> dict[str, Cover]:
    """Random teams of up to twelve people."""
    skills = sorted(
        {
            node["node_id"]
            for node in read_records(seed_export / "framework_outline.csv")
            if node["node_type"] == "skill" and node["release_id"] == "2025-05"
        }
    )
    chance = random.Random(14)
    return {
        f"team_{team:03}": random_cover(chance, team, skills) for team in range(TEAMS)
    }


@pytest.fixture(scope="module")
def found(
    direct: DirectBuilder,
    covers: dict[str, Cover],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """The bus factors that the warehouse gives."""
    folder = tmp_path_factory.mktemp("bus_factor")
    build = direct.build(folder, write_export(folder / "export", covers))
    assert build.exit_code == 0, build.output
    rows = build.records("select * from marts.rpt_team_bus_factor")
    return {row["team_id"]: row for row in rows}


def test_every_team_has_a_row(
    found: dict[str, dict[str, Any]], covers: dict[str, Cover]
) -> None:
    """Also a team that covers nothing."""
    assert set(found) == set(covers)


def test_exact_is_exact_and_a_bound_is_never_below(
    found: dict[str, dict[str, Any]], covers: dict[str, Cover]
) -> None:
    """Every set of leavers was tried; up to three it must be exact."""
    bases = set()
    for team_id, cover in covers.items():
        fewest, row = fewest_leavers(cover), found[team_id]
        bases.add((fewest, row["is_exact"]))
        if fewest is None:
            assert row["bus_factor"] is row["is_exact"] is None, team_id
            continue
        assert row["bus_factor_floor"] <= fewest <= row["bus_factor"], team_id
        assert row["is_exact"] or fewest > 3, team_id
        if row["is_exact"]:
            assert row["bus_factor"] == fewest, team_id
    # The teams are of all kinds.
    assert {(1, True), (2, True), (3, True), (None, None)} <= bases
    assert {is_exact for fewest, is_exact in bases if (fewest or 0) > 3} == {
        True,
        False,
    }


def test_the_leavers_shown_do_what_is_said(
    found: dict[str, dict[str, Any]], covers: dict[str, Cover]
) -> None:
    """They lose as many skills as the row says, and those are over half."""
    shown = {team_id: row for team_id, row in found.items() if row["leaver_ids"]}
    assert len(shown) > TEAMS / 3
    for team_id, row in shown.items():
        leavers = set(row["leaver_ids"].split(", "))
        covered = [
            people for skill, people in covers[team_id].items() if skill and people
        ]
        lost = sum(people <= leavers for people in covered)
        assert len(leavers) == row["bus_factor"], team_id
        assert row["lost_count"] == lost > len(covered) / 2, team_id

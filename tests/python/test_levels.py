"""Rule 1: every skill has all its levels, or no mart is built."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from test_last_run import read_note
from warehouse import (
    PUBLIC_SCHEMAS,
    WITHOUT_UNIT_TESTS,
    Build,
    DbtWorker,
    read_records,
    write_records,
)

RELEASE = "2025-05"
GATES = (
    *("build", *WITHOUT_UNIT_TESTS, "--indirect-selection", "buildable"),
    *("--select", "+int_build_passed", "record_reasons"),
)


class SkillLevel(NamedTuple):
    """A skill and one of its levels."""

    skill_id: str
    level: str


class Faulty(NamedTuple):
    """An export with faults, and what they are.

    Attributes:
        folder: the export.
        states: level_state of each skill and level that is not defined.
    """

    folder: Path
    states: dict[SkillLevel, str]

    def open(self) -> list[SkillLevel]:
        """What is neither there nor waived."""
        return [place for place, state in self.states.items() if state != "waived"]


def _skills(export: Path) -> list[str]:
    """The skills of the release in force; the draft beside it lacks a level anyway."""
    return [
        node["node_id"]
        for node in read_records(export / "framework_outline.csv")
        if node["node_type"] == "skill" and node["release_id"] == RELEASE
    ]


def _take_out(export: Path, places: set[SkillLevel]) -> None:
    """Remove the headings of levels, with all their descriptors."""
    file = export / "framework_descriptors.csv"
    kept = [
        record
        for record in read_records(file)
        if (record["skill_id"], record["level"]) not in places
    ]
    write_records(file, kept)


def _empty(export: Path, place: SkillLevel) -> None:
    """Leave the heading of a level, without a text."""
    file = export / "framework_descriptors.csv"
    records = read_records(file)
    of_level = [
        record
        for record in records
        if (record["release_id"], record["skill_id"], record["level"])
        == (RELEASE, *place)
    ]
    assert of_level
    of_level[0]["descriptor"] = "  "
    write_records(file, [r for r in records if r not in of_level[1:]])


def _waive(
    export: Path, place: SkillLevel, granted_on: date, expires_on: date | None
) -> None:
    file = export / "level_waivers.csv"
    waiver = {
        "framework_id": "sde",
        "skill_id": place.skill_id,
        "level": place.level,
        "reason": "Nobody can write it yet",
        "granted_on": str(granted_on),
        "expires_on": str(expires_on or ""),
    }
    write_records(file, [*read_records(file), waiver])


@pytest.fixture(scope="module")
def as_of(from_csv: Build) -> date:
    """The day that now means in the seeds."""
    return from_csv.rows("select as_of_date from quality.qly_build_info")[0][0]


@pytest.fixture(scope="module")
def faulty(
    seed_export: Path, as_of: date, tmp_path_factory: pytest.TempPathFactory
) -> Faulty:
    """The seeds with one level of each state, and waivers of all ages."""
    folder = tmp_path_factory.mktemp("faulty") / "export"
    shutil.copytree(seed_export, folder)
    skills = _skills(folder)
    day = timedelta(days=1)
    missing = SkillLevel(skills[0], "senior")
    empty = SkillLevel(skills[1], "mid")
    waived = SkillLevel(skills[2], "entry")
    expired = SkillLevel(skills[3], "senior")
    expires_now = SkillLevel(skills[4], "senior")
    granted_now = SkillLevel(skills[5], "mid")
    future = SkillLevel(skills[6], "entry")
    empty_waived = SkillLevel(skills[7], "mid")
    without_end = SkillLevel(skills[7], "senior")
    lacking = {missing, waived, expired, expires_now, granted_now, future, without_end}
    _take_out(folder, lacking)
    _empty(folder, empty)
    _empty(folder, empty_waived)
    _waive(folder, waived, as_of - 30 * day, as_of + 30 * day)
    _waive(folder, empty_waived, as_of - 30 * day, as_of + day)
    _waive(folder, expired, as_of - 30 * day, as_of - day)
    _waive(folder, expires_now, as_of - 30 * day, as_of)
    _waive(folder, granted_now, as_of, as_of + day)
    _waive(folder, future, as_of + day, as_of + 30 * day)
    _waive(folder, without_end, as_of - 30 * day, None)
    return Faulty(
        folder,
        {
            missing: "missing",
            empty: "empty",
            waived: "waived",
            empty_waived: "waived",
            expired: "missing",
            expires_now: "missing",
            granted_now: "waived",
            future: "missing",
            without_end: "waived",
        },
    )


@pytest.fixture(scope="module")
def failed(
    worker: DbtWorker,
    faulty: Faulty,
    from_csv: Build,
    tmp_path_factory: pytest.TempPathFactory,
) -> Build:
    """A build of the faulty export over a good one."""
    folder = tmp_path_factory.mktemp("failed")
    shutil.copy(from_csv.file, folder)
    return worker.run(folder, "build", exports=faulty.folder)


def _named(build: Build, test: str) -> list[SkillLevel]:
    """The skills and levels that the log names for a test."""
    _, explained = re.split(rf"(?:FAIL|WARN) {test}\n", build.output, maxsplit=1)
    explained = re.split(r"(?:FAIL|WARN) \w+\n|START hook", explained)[0]
    return [
        SkillLevel(*found)
        for found in re.findall(r"skill_id: (\S+) \| level: (\w+) \| fault:", explained)
    ]


@pytest.mark.parametrize(
    "test",
    [
        "every_skill_in_force_has_every_level",
        "every_sde_skill_has_entry_mid_and_senior",
    ],
)
def test_an_incomplete_skill_fails_the_build_by_name(
    failed: Build, faulty: Faulty, test: str
):
    """The log names every skill and level that is missing or empty, and no other."""
    assert failed.exit_code == 1
    assert failed.status(test) == "fail"
    assert sorted(_named(failed, test)) == sorted(faulty.open())
    for skill, level in faulty.open():
        state = faulty.states[SkillLevel(skill, level)]
        assert f"{skill} | level: {level} | fault: {state} |" in failed.output
    assert "Write at least one descriptor for level senior" in failed.output


def test_a_failed_build_leaves_every_mart_as_it_was(failed: Build, from_csv: Build):
    """All marts are skipped, and hold what the good build put there."""
    before = from_csv.contents(*PUBLIC_SCHEMAS, "release")
    assert len(before) > 15
    assert failed.contents(*PUBLIC_SCHEMAS, "release") == before
    marts = {
        result["unique_id"]: result["status"]
        for result in failed.results
        if re.match(r"model\.\w+\.(dim|fct|rpt|qly|bridge|rls)_", result["unique_id"])
    }
    assert len(marts) == len(before)
    assert set(marts.values()) == {"skipped"}
    # Named as the cause is what failed, and not what was skipped for it.
    note = read_note(failed.file)
    assert "every_skill_in_force_has_every_level" in note.failed
    assert "rpt_role_gaps" in note.left_out
    assert "rpt_role_gaps" not in note.failed


def test_one_senior_list_removed_from_the_seeds(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
):
    """Each skill in turn would do; the last one is taken."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    place = SkillLevel(_skills(export)[-1], "senior")
    _take_out(export, {place})
    build = worker.run(
        tmp_path,
        *("build", *WITHOUT_UNIT_TESTS),
        *("--select", "+int_skill_levels_classified", "int_build_passed"),
        *("--indirect-selection", "cautious"),
        exports=export,
    )
    assert build.exit_code == 1
    assert _named(build, "every_skill_in_force_has_every_level") == [place]
    assert build.status("int_build_passed") == "skipped"


def test_warn_lets_the_marts_be_built(
    worker: DbtWorker, faulty: Faulty, tmp_path: Path
):
    """With incomplete_level_severity: warn; the matrix says what is the matter."""
    build = worker.run(
        tmp_path,
        *("build", *WITHOUT_UNIT_TESTS),
        *("--select", "+rpt_framework_matrix", "record_reasons"),
        *("--indirect-selection", "cautious"),
        exports=faulty.folder,
        variables={"incomplete_level_severity": "warn"},
    )
    assert build.exit_code == 0, build.output
    test = "every_skill_in_force_has_every_level"
    assert build.status(test) == "warn"
    assert sorted(_named(build, test)) == sorted(faulty.open())
    matrix = build.rows(
        "select skills.skill_id, levels.level, level_state, descriptors,"
        " matrix.descriptor_count"
        " from marts.rpt_framework_matrix as matrix"
        " inner join marts.dim_skills as skills using (skill_key)"
        " inner join marts.dim_levels as levels using (level_key)"
        " where matrix.is_in_force"
    )
    skills = _skills(faulty.folder)
    assert len(matrix) == 3 * len(skills)
    states = {
        SkillLevel(skill_id, level): state
        for skill_id, level, state, _, _ in matrix
        if state != "defined"
    }
    assert states == faulty.states
    for _, _, state, text, count in matrix:
        assert (count > 0) == bool(text) == (state == "defined")


def test_past_releases_and_drafts_do_not_fail(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
):
    """Those lack levels; the release in force does not."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    others = {
        "past": ("2024-01-01", "published"),
        "coming": ("2099-01-01", "published"),
        "draft": ("2025-06-01", "draft"),
    }
    skill = _skills(export)[0]
    for name, column in (
        ("framework_releases", None),
        ("framework_outline", "node_id"),
        ("framework_descriptors", "skill_id"),
    ):
        file = export / f"{name}.csv"
        records = read_records(file)
        copies = [
            {**record, "release_id": release}
            for release in others
            for record in records
            if record["release_id"] == RELEASE
            and (column != "skill_id" or record["skill_id"] != skill)
        ]
        if column is None:
            for copied in copies:
                released_on, status = others[copied["release_id"]]
                copied.update(released_on=released_on, status=status)
        write_records(file, [*records, *copies])
    build = worker.run(tmp_path, *GATES, exports=export)
    assert build.exit_code == 0, build.output
    states = build.rows(
        "select release_id, is_in_force, count(*)"
        " from intermediate.int_skill_levels_classified"
        " where level_state = 'missing' group by all"
    )
    assert sorted(states) == [
        ("2026-draft", False, 1),
        ("coming", False, 3),
        ("draft", False, 3),
        ("past", False, 3),
    ]


@pytest.mark.parametrize(
    ("levels", "more"),
    [
        ("['entry', 'mid', 'senior']", []),
        ("['entry', 'mid', 'senior', 'master']", ["master"]),
        ("none", []),
    ],
)
def test_has_every_level_on_raw_descriptors(
    worker: DbtWorker, failed: Build, faulty: Faulty, levels: str, more: list[str]
):
    """The generic test serves any table; no waiver counts where none is looked at."""
    show = worker.run(
        failed.file.parent,
        "show",
        *("--quiet", "--output", "json", "--limit", "-1", "--inline"),
        "{{ test_has_every_level(ref('stg_framework__descriptors'),"
        " ['framework_id', 'release_id', 'skill_id'], 'level',"
        f" 'descriptor is not null', levels={levels}) }}}}",
        exports=faulty.folder,
    )
    assert show.exit_code == 0, show.output
    shown = json.loads(show.output[show.output.index("{") :])["show"]
    rows = [row for row in shown if row["release_id"] == RELEASE]
    found = {SkillLevel(row["skill_id"], row["level"]): row["fault"] for row in rows}
    assert len(found) == len(rows)
    texts = {
        (record["skill_id"], record["level"])
        for record in read_records(faulty.folder / "framework_descriptors.csv")
        if record["release_id"] == RELEASE
    }
    expected = {
        place: "empty" if place in texts else "missing" for place in faulty.states
    }
    expected |= {
        SkillLevel(skill, level): "missing"
        for skill in _skills(faulty.folder)
        for level in more
    }
    assert found == expected

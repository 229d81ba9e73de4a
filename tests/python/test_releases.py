"""Rule 3: a release may not collapse, or no mart is built."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from warehouse import (
    WITHOUT_UNIT_TESTS,
    Build,
    DbtWorker,
    read_records,
    write_records,
)

BASE = "2024-01"
RELEASE = "2025-05"
GATE = (
    *("build", *WITHOUT_UNIT_TESTS, "--indirect-selection", "buildable"),
    *("--select", "+int_build_passed", "record_reasons"),
)
TEST = "no_published_release_collapses"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def as_of(from_csv: Build) -> date:
    """The day that now means in the seeds."""
    return from_csv.rows("select as_of_date from quality.qly_build_info")[0][0]


def _with_base(seeds: Path, folder: Path, skills: int) -> Path:
    """The seeds, with a release before theirs that has ``skills`` skills.

    The one of the seeds has 11; nodes of the other names are made up as needed.
    """
    export = shutil.copytree(seeds, folder / "export")
    for table in ("releases", "outline", "descriptors"):
        file = export / f"framework_{table}.csv"
        records = read_records(file)
        copies = [
            {**record, "release_id": BASE}
            for record in records
            if record["release_id"] == RELEASE
        ]
        if table == "releases":
            copies[0]["released_on"] = "2024-01-01"
        if table == "outline":
            one = [node for node in copies if node["node_type"] == "skill"][-1]
            copies += [
                {
                    **one,
                    "node_id": f"{one['parent_id']}/more-{number}",
                    "name": f"More {number}",
                    "position": str(100 + number),
                }
                for number in range(skills - 11)
            ]
        write_records(file, [*records, *copies])
    return export


def _change_release(export: Path, **columns: str) -> None:
    file = export / "framework_releases.csv"
    records = read_records(file)
    (release,) = [row for row in records if row["release_id"] == RELEASE]
    release.update(columns)
    write_records(file, records)


def _except(export: Path, **columns: str) -> None:
    exception = {
        "framework_id": "sde",
        "release_id": RELEASE,
        "rule": "release_collapsed",
        "node_id": "",
        "reason": "Split into two frameworks",
        "granted_on": "2025-05-02",
        "expires_on": "",
        **columns,
    }
    write_records(export / "finding_exceptions.csv", [exception])


def test_a_lost_fifth_passes(worker: DbtWorker, seed_export: Path, tmp_path: Path):
    """Twelve of fifteen skills are 80 %, and that is enough."""
    export = _with_base(seed_export, tmp_path, 15)
    outline = export / "framework_outline.csv"
    records = read_records(outline)
    kept = [
        {**record, "release_id": RELEASE}
        for record in records
        if record["release_id"] == BASE and record["name"] == "More 0"
    ]
    write_records(outline, [*records, *kept])
    skill = kept[0]["node_id"]
    descriptors = export / "framework_descriptors.csv"
    texts = read_records(descriptors)
    made = [
        {**texts[0], "skill_id": skill, "level": level, "position": "1"}
        for level in ("entry", "mid", "senior")
    ]
    write_records(descriptors, [*texts, *made])
    build = worker.run(tmp_path, *GATE, exports=export)
    assert build.exit_code == 0, build.output
    counts = "skill_count, base_skill_count"
    assert (12, 15) in build.table(
        "intermediate.int_framework_releases_ordered", counts
    )
    assert build.status(TEST) == "pass"


def test_a_collapsed_release_fails_before_any_mart(
    worker: DbtWorker, seed_export: Path, from_csv: Build, tmp_path: Path
):
    """The log names the release, both counts and the remedy; no mart is touched."""
    export = _with_base(seed_export, tmp_path, 14)
    shutil.copy(from_csv.file, tmp_path)
    before = from_csv.contents("marts", "quality")
    build = worker.run(tmp_path, "build", exports=export)
    assert build.exit_code == 1
    assert build.status(TEST) == "fail"
    assert build.status("int_build_passed") == "skipped"
    assert build.contents("marts", "quality") == before
    explained = build.output.split(f"FAIL {TEST}")[1]
    assert "framework_id: sde | release_id: 2025-05 | base_release_id" in explained
    assert "skill_count: 11 | base_skill_count: 14" in explained
    assert "add a row to finding_exceptions: framework_id sde" in explained


@pytest.mark.parametrize("days_left", [1, 0], ids=["in force", "expired"])
def test_an_exception_lets_it_through_while_it_is_in_force(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, as_of: date, days_left: int
):
    """From the day on which it is granted, up to the day on which it expires."""
    export = _with_base(seed_export, tmp_path, 14)
    first = as_of if days_left else as_of - DAY
    _except(export, granted_on=str(first), expires_on=str(as_of + days_left * DAY))
    build = worker.run(tmp_path, *GATE, exports=export)
    assert build.exit_code == (0 if days_left else 1), build.output
    assert build.status(TEST) == ("pass" if days_left else "fail")


@pytest.mark.parametrize(
    "columns",
    [{"status": "draft"}, {"released_on": "2099-01-01"}],
    ids=["draft", "coming"],
)
def test_what_is_not_in_force_yet_may_collapse(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, columns: dict[str, str]
):
    """It is a finding, and no failure."""
    export = _with_base(seed_export, tmp_path, 14)
    _change_release(export, **columns)
    descriptors = export / "framework_descriptors.csv"
    texts = read_records(descriptors)
    outlined = read_records(export / "framework_outline.csv")
    more = [row["node_id"] for row in outlined if row["name"].startswith("More ")]
    made = [
        {**texts[0], "release_id": BASE, "skill_id": skill, "level": level}
        for skill in more
        for level in ("entry", "mid", "senior")
    ]
    write_records(descriptors, [*texts, *made])
    build = worker.run(tmp_path, *GATE, exports=export)
    assert build.exit_code == 0, build.output
    collapsed = build.table(
        "intermediate.int_releases_collapsed",
        "release_id, skill_count, base_skill_count, is_gated",
    )
    assert (RELEASE, 11, 14, False) in collapsed
    assert not any(is_gated for *_, is_gated in collapsed)

"""What changed between releases: explained by hand, and for many random histories."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

import oracle_changes
from direct_build import DirectBuilder
from oracle import Policy, Warehouse
from oracle_compare import compare
from random_frameworks import write_random_frameworks
from test_oracle import COMPARED, recompute
from warehouse import Build

FRAMEWORKS, SEED = 120, 2026


@dataclass(frozen=True)
class Pair:
    """A warehouse that dbt built, and what the oracle makes of the same export."""

    build: Build
    expected: Warehouse


# ------------------------------------------------------------- eight releases, by hand


@pytest.fixture(scope="module")
def eight(direct: DirectBuilder, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A framework of eight releases, two of them drafts, with every class of change."""
    folder = tmp_path_factory.mktemp("eight_releases")
    exports = Path(__file__).parent / "fixtures" / "eight_releases"
    build = direct.build(folder, copied(exports, folder))
    assert build.exit_code == 0, build.output
    return Pair(build, recompute((folder / "export",), NEWEST))


# Without ratings, "now" is the day of the last release.
NEWEST = Policy.from_vars({"as_of_date": "2022-01-01"})


def copied(exports: Path, folder: Path) -> Path:
    """Copy the tables of an export, without what is expected of them."""
    ignored = shutil.ignore_patterns("expected*")
    return Path(shutil.copytree(exports, folder / "export", ignore=ignored))


def test_eight_releases_are_explained_step_by_step(eight: Pair, fixtures: Path) -> None:
    """Every row is as somebody wrote it down who looked at the releases."""
    with (fixtures / "eight_releases" / "expected_changes.csv").open() as file:
        expected = [
            {
                name: f"baking/{text}" if text and name.endswith("skill_id") else text
                for name, text in row.items()
            }
            for row in csv.DictReader(file)
        ]
    found = [
        {name: row[name] or "" for name in expected[0]}
        for row in eight.build.records("select * from marts.rpt_release_changes")
    ]
    assert _lines(found) == _lines(expected)
    assert {row["change"] for row in expected} == {
        *("split", "merged", "moved", "renamed", "level_lost", "level_added"),
        *("reworded", "unchanged", "removed", "added"),
    }


def _lines(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values()) for row in rows)


def test_eight_releases_agree_with_the_oracle(eight: Pair) -> None:
    """Scores, names, places and notes too."""
    for table in oracle_changes.COMPARED:
        assert not compare(eight.build, eight.expected, table, COMPARED[table])


# --------------------------------------------------------------- many random histories


@pytest.fixture(scope="module")
def many(direct: DirectBuilder, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Random frameworks with random histories, lineage and ratings, in one build."""
    folder = tmp_path_factory.mktemp("many")
    exports = write_random_frameworks(folder / "export", FRAMEWORKS, SEED)
    build = direct.build(folder, exports)
    # Levels are lost on purpose.
    assert build.failed() == {"every_skill_in_force_has_every_level"}, build.output
    return Pair(build, recompute((exports,), Policy()))


@pytest.mark.parametrize("table", COMPARED)
def test_random_histories_agree_with_the_oracle(many: Pair, table: str) -> None:
    """Every row of the table is as the rules say."""
    found = compare(many.build, many.expected, table, COMPARED[table])
    assert not found, f"seed {SEED}, {table}: {found}"


def test_random_histories_have_every_class(many: Pair) -> None:
    """They hold what they are there for: each class, on each ground."""
    rows = many.expected.tables["rpt_release_changes"]
    found = Counter((row["basis"], row["change"]) for row in rows)
    shared = ("split", "merged", "moved", "renamed", "level_lost", "reworded")
    for basis in ("id", "lineage", "similarity"):
        for change in shared:
            is_possible = basis != "id" or change != "moved"
            assert not is_possible or found[basis, change] > 0, (basis, change)
    reasons = {
        row["reason"] for row in many.expected.tables["rpt_reassessment_worklist"]
    }
    assert reasons == {"removed", "split", "merged", "level_lost", "reworded"}
    statuses = {row["carry_status"] for row in many.expected.tables["fct_assessments"]}
    assert statuses == {"same", "carried", "provisional", "retired"}
    durable = many.expected.tables["dim_skills"]
    assert any("~" in str(row["durable_skill_id"]) for row in durable)


FAULTS = [
    ("rpt_release_changes", "change = 'moved' where change = 'renamed'", "change: o"),
    ("rpt_release_changes", "score = score + 0.0001 where score < 0.5", "score: o"),
    ("rpt_release_changes", "note = null where note is not null", "note: oracle"),
    ("rpt_release_changes", "levels_lost = null", "levels_lost: oracle"),
    ("rpt_release_changes", "from_skill_key = to_skill_key", "missing"),
    ("rpt_reassessment_worklist", "reason = 'split'", "reason: oracle"),
    ("rpt_reassessment_worklist", "to_text = from_text", "to_text: oracle"),
    ("rpt_reassessment_worklist", "level_key = reverse(level_key)", "level: oracle"),
    ("bridge_skills_in_force", "counted_skill_key = skill_key", "missing"),
    ("dim_skills", "durable_skill_id = skill_id", "durable_skill_id: oracle"),
]


@pytest.mark.parametrize(("table", "fault", "message"), FAULTS)
def test_comparison_finds_a_fault(
    many: Pair, tmp_path: Path, table: str, fault: str, message: str
) -> None:
    """What is wrong in a copy of the warehouse is found."""
    copy = replace(many.build, file=tmp_path / "copy.duckdb")
    shutil.copy(many.build.file, copy.file)
    statement = " ".join(("update", f"marts.{table}", "set", fault))
    with duckdb.connect(str(copy.file)) as connection:
        connection.execute(statement)
    assert message in compare(copy, many.expected, table, COMPARED[table])

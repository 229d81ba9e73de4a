"""Proposals of the warehouse, written as rows of the lineage to review."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from direct_build import DirectBuilder
from warehouse import Build, copy_seeds

HEADER = ",".join(EXPORT_TABLES["framework_lineage"].columns)
PAIR = (
    "sde,2025-05,data-management-engineering/data-orientated-infrastructure"
    "/data-visualisation,2026-draft,data-management-engineering"
    "/data-orientated-infrastructure/visualise-data-and-results,replacedBy,"
)

CHANGES = """
    create schema marts;
    create table marts.dim_framework_releases as
    select 'f' as framework_id, unnest(['r1', 'r2']) as release_id;
    create table marts.rpt_release_changes as
    select 'f' as framework_id, 'r1' as base_release_id, 'r2' as release_id, *
    from (values
        ('a', 'b', 'A, "old"', 'B', 'renamed', 0.934, false, null, null, false),
        ('c', 'd', null, 'D', 'moved', 0.5, false, 'mid', null, false),
        ('e', 'g', 'E', 'G', 'split', 0.8, false, null, null, false),
        ('h', 'i', 'H', 'I', 'renamed', 0.4, true, null, null, false),
        ('x', 'y', 'X', 'Y', 'renamed', 1.0, false, null, null, true)
    ) as changes (
        from_skill_id, to_skill_id, from_skill_name, to_skill_name, change, score,
        is_reworded, levels_added, levels_lost, is_confirmed
    );
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small warehouse with four proposals and one confirmed change."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(CHANGES)
    return path


def suggest(*arguments: object) -> Result:
    """Run the command."""
    texts = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, ["lineage", "suggest", *texts])


def refused(*arguments: object) -> str:
    """Run the command, see that it fails without a traceback, and give its message."""
    result = suggest(*arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("Error: ")
    return result.stderr


def test_rows_are_of_the_contract_the_surest_first(file: Path) -> None:
    """Exact where the text is the same, a successor else; the note says why."""
    result = suggest("--warehouse", file)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        HEADER,
        'f,r1,a,r2,b,exactMatchOf,"Proposed: renamed, score 0.93. A, ""old"" -> B"',
        'f,r1,e,r2,g,replacedBy,"Proposed: split, score 0.80. E -> G"',
        'f,r1,c,r2,d,replacedBy,"Proposed: moved, score 0.50. c -> D"',
        'f,r1,h,r2,i,replacedBy,"Proposed: renamed, score 0.40. H -> I"',
    ]
    assert "Proposed 4 rows. Review them" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--min-score", "0.5"), 3),
        (("--framework", "f"), 4),
        (("--release", "r2"), 4),
        (("--release", "r1"), 0),
        (("--min-score", "0.95"), 0),
    ],
)
def test_options_choose(file: Path, arguments: tuple[str, ...], count: int) -> None:
    """A limit counts what is on it; where nothing is left, nothing is written."""
    result = suggest("--warehouse", file, *arguments)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == (count + 1 if count else 0)
    assert ("Nothing to propose" in result.stderr) == (not count)


def test_a_file_is_replaced_by_force_alone(file: Path, tmp_path: Path) -> None:
    """What somebody has reviewed is not lost."""
    out = tmp_path / "new" / "proposed.csv"
    assert suggest("--warehouse", file, "--out", out).exit_code == 0
    assert out.read_text().startswith(HEADER)
    out.write_text("reviewed")
    assert "--force" in refused("--warehouse", file, "--out", out)
    assert out.read_text() == "reviewed"
    result = suggest("--warehouse", file, "--out", out, "--force")
    assert f"written to {out}" in result.stderr
    assert result.stdout == ""
    assert out.read_text().startswith(HEADER)
    assert [path.name for path in out.parent.iterdir()] == ["proposed.csv"]
    assert "is a folder" in refused("--warehouse", file, "--out", tmp_path)


def test_what_cannot_be_read_is_named(file: Path, tmp_path: Path) -> None:
    """No file, another file, an older warehouse, an unknown framework or release."""
    assert "dbt build" in refused("--warehouse", tmp_path / "none.duckdb")
    assert "is no file" in refused("--warehouse", tmp_path)
    other = tmp_path / "other.duckdb"
    other.write_text("Something else, and long enough to be read as a header.\n" * 99)
    assert "cannot be read as a DuckDB file" in refused("--warehouse", other)
    older = tmp_path / "older.duckdb"
    with duckdb.connect(str(older)) as connection:
        connection.execute("create table skills (skill_id varchar)")
    assert "Build it again" in refused("--warehouse", older)
    assert "these: f." in refused("--warehouse", file, "--framework", "g")
    assert "these: r1, r2." in refused("--warehouse", file, "--release", "r9")


def test_a_build_that_runs_is_waited_for_by_the_user(file: Path) -> None:
    """A file that another process writes is locked, and the message says so."""
    code = (
        "import duckdb, sys; file = duckdb.connect(sys.argv[1]);"
        " print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as build:
        assert build.stdout
        assert build.stdin
        assert build.stdout.readline()
        assert "perhaps a build" in refused("--warehouse", file)
        build.stdin.close()


def test_what_was_suggested_and_added_is_confirmed(
    direct: DirectBuilder, from_csv: Build, tmp_path: Path
) -> None:
    """The demo's open pair: suggested, appended, built again, and settled."""
    out = tmp_path / "proposed.csv"
    assert suggest("--warehouse", from_csv.file, "--out", out).exit_code == 0
    header, *rows = out.read_text().splitlines(keepends=True)
    assert header.strip() == HEADER
    assert [row.startswith(PAIR) for row in rows] == [True]
    exports = copy_seeds(tmp_path / "export")
    with (exports / "framework_lineage.csv").open("a") as lineage:
        lineage.writelines(rows)
    build = direct.build(tmp_path / "build", exports)
    assert build.exit_code == 0, build.output
    (note,) = [row[-1] for row in csv.reader(rows)]
    assert build.rows(
        "select change, basis, note from marts.rpt_release_changes"
        " where from_skill_name = 'Data visualisation'"
    ) == [("renamed", "lineage", note)]
    assert suggest("--warehouse", build.file).stdout == ""

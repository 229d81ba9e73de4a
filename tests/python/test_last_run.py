"""What dbt notes of a run, which decides whether its result may be published."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pytest
import yaml

from competency_warehouse.build_file import LastRun
from competency_warehouse.git_state import git_state
from competency_warehouse.published_copy import open_build_file
from warehouse import PROJECT, PUBLIC_SCHEMAS, Build, DbtWorker


def read_note(file: Path) -> LastRun:
    """What dbt noted in a build file."""
    with open_build_file(file, file.parent / "spill", wait=0, tell=print) as build:
        return build.last_run


@dataclass(frozen=True)
class Copy:
    """A copy of the demo, to be built over.

    Attributes:
        folder: where it is.
        run: runs dbt on it.
    """

    folder: Path
    run: Callable[..., Build]

    @property
    def file(self) -> Path:
        """The DuckDB file."""
        return self.folder / "competency.duckdb"


@pytest.fixture
def built(demo: Build, worker: DbtWorker, seed_export: Path, tmp_path: Path) -> Copy:
    """A copy of the demo, run with a folder of exports: other tests parse that too."""
    shutil.copy(demo.file, tmp_path)
    return Copy(tmp_path, partial(worker.run, tmp_path, exports=seed_export))


def test_a_complete_build_may_be_published(demo: Build):
    """It notes every public table, and the warning of the demo."""
    note = read_note(demo.file)
    assert note.fault() is None
    assert note.command == "build"
    assert note.warned == ("no_record_is_rejected",)
    assert demo.contents(*PUBLIC_SCHEMAS).keys() <= set(note.tables)
    assert (note.git_commit, note.git_is_modified) == (git_state() or (None, None))


def test_a_part_of_a_build_may_not(built: Copy):
    """The tables it did not build may be of other data."""
    part = built.run("build", "--select", "dim_dates")
    assert part.exit_code == 0, part.output
    note = read_note(part.file)
    assert note.tables == ("marts.dim_dates",)
    assert "fct_assessments" in note.left_out
    assert "left out" in (note.fault() or "")


def test_a_model_that_fails_leaves_its_old_table(built: Copy, demo: Build):
    """With all its rows: the new one is made in the transaction that drops it."""
    with duckdb.connect(str(built.file)) as connection:
        connection.execute(
            "insert into intermediate.int_roles_checked"
            " select * from intermediate.int_roles_checked"
        )
    failed = built.run("run", "--select", "dim_roles")
    assert "duplicate key" in failed.output
    assert failed.contents(*PUBLIC_SCHEMAS) == demo.contents(*PUBLIC_SCHEMAS)


def test_passing_tests_change_nothing(built: Copy):
    """But failing ones do, whoever runs them."""
    before = read_note(built.file)
    name = "assert_the_last_month_is_the_coverage_of_today"
    assert built.run("test", "--select", name).exit_code == 0
    assert read_note(built.file) == before

    with duckdb.connect(str(built.file)) as connection:
        connection.execute("delete from marts.rpt_team_coverage_monthly")
    assert built.run("test", "--select", name).exit_code == 1
    assert read_note(built.file).fault() == (
        f"In the last run of dbt (test) {name} failed"
    )


def test_a_build_without_rows_may_not(built: Copy):
    """`--empty` tries the SQL, and leaves tables that hold nothing."""
    empty = built.run("build", "--empty", "--select", "dim_dates")
    assert "rows (--empty or --sample)" in read_note(empty.file).left_out


def test_a_killed_build_may_not(tmp_path: Path):
    """From its first table on, the file says that its build did not end."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "endless.sql").write_text(
        "select count(*) as hashes from range(1000000000000) where hash(range) = 0\n"
    )
    hooks = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["on-run-start"]
    project = {
        "name": "competency_warehouse",
        "version": "0.1.0",
        "config-version": 2,
        "profile": "competency_warehouse",
        "macro-paths": [str(PROJECT / "macros" / part) for part in ("build", "sql")],
        "vars": {"scenario": ""},
        "on-run-start": [hook for hook in hooks if "note_" in hook],
    }
    assert project["on-run-start"]
    (tmp_path / "dbt_project.yml").write_text(yaml.safe_dump(project))
    with subprocess.Popen(
        [
            *(str(Path(sys.executable).parent / "dbt"), "build"),
            *("--profiles-dir", str(PROJECT), "--project-dir", str(tmp_path)),
        ],
        env={"COMPETENCY_BUILD_FILE": str(tmp_path / "competency.duckdb")},
        stdout=subprocess.PIPE,
        text=True,
    ) as dbt:
        assert dbt.stdout
        for line in dbt.stdout:
            if "START sql" in line:
                break
        dbt.kill()
    assert read_note(tmp_path / "competency.duckdb").fault() == (
        "The last run of dbt (build) did not get to its end"
    )


@contextmanager
def held(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has a database open for reading, until its input ends."""
    script = (
        "import duckdb, sys\n"
        "connection = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process
        process.stdin.close()


def test_a_reader_of_the_build_file_is_named(built: Copy):
    """Dbt says who keeps it from building, and what to do; it has no traceback."""
    with held(built.file) as reader:
        kept_out = built.run("build", surroundings={"COMPETENCY_WAIT_SECONDS": "0.5"})
    assert kept_out.exit_code == 2
    assert f"is open in process {reader.pid}" in kept_out.output
    assert kept_out.output.count("waiting up to 0.5 seconds") == 1
    assert "open dist/competency.duckdb" in kept_out.output
    assert "Traceback" not in kept_out.output


def test_a_build_goes_on_when_the_reader_has_gone(built: Copy):
    """It waits, and then builds."""
    output = built.folder / "output.txt"

    def close_when_waited_for(reader: subprocess.Popen[str]) -> None:
        while not output.exists() or "waiting up to" not in output.read_text():
            time.sleep(0.05)
        assert reader.stdin
        reader.stdin.close()

    with held(built.file) as reader:
        thread = threading.Thread(target=close_when_waited_for, args=[reader])
        thread.start()
        run = built.run("build", "--select", "dim_dates")
        thread.join()
    assert run.exit_code == 0, run.output


def test_a_wait_that_is_no_number_is_refused(built: Copy):
    """With the name of the variable."""
    run = built.run("build", surroundings={"COMPETENCY_WAIT_SECONDS": "a while"})
    assert run.exit_code == 2
    assert "COMPETENCY_WAIT_SECONDS is no number of seconds" in run.output
    assert "Traceback" not in run.output

"""Build a warehouse in a child process and look into it."""

from __future__ import annotations

import csv
import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.import_framework import WRITTEN

PROJECT = Path(__file__).parents[2]
BUILD_FILE = "competency.duckdb"
PUBLIC_SCHEMAS = ("marts", "quality")
# The demo is built with it, so that there are pseudonyms; it is nobody's key.
PSEUDONYM_KEY = "not a secret, made up for tests: 0123456789"
# Arguments of `dbt build`. Unit tests do not depend on the export: once is enough.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
WITHOUT_TESTS = (*WITHOUT_UNIT_TESTS, "--exclude-resource-type", "test")
# Arguments of any command: neither artifacts nor a log.
WITHOUT_FILES = ("--no-write-json", "--log-level-file", "none")


@dataclass(frozen=True)
class Build:
    """What one run of dbt left behind.

    Attributes:
        file: the DuckDB file.
        exit_code: 0 when nothing failed.
        output: what dbt printed.
        results: one dict per node, with its ``unique_id`` and its ``status``.
    """

    file: Path
    exit_code: int
    output: str
    results: list[dict[str, Any]]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query against the file, read-only, and give all rows."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def records(self, query: str) -> list[dict[str, Any]]:
        """Run a query against the file and give its rows as dicts."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def contents(
        self, *schemas: str, without: tuple[str, ...] = ()
    ) -> dict[str, tuple[int, str]]:
        """Row count and a hash of all rows, whatever their order, of each table.

        Args:
            *schemas: the schemas to look into.
            without: columns that do not count.
        """
        contents: dict[str, tuple[int, str]] = {}
        if not self.file.exists():
            return contents
        with duckdb.connect(str(self.file), read_only=True) as connection:
            tables = connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
            for schema, name in tables:
                if schema in schemas:
                    contents[f"{schema}.{name}"] = (
                        connection.sql(f"from {schema}.{name}")
                        .project(f"columns(c -> not list_contains({[*without]}, c))")
                        .query(
                            "records",
                            "select count(*), md5(string_agg(line, chr(10) order by"
                            " line)) from (select records::varchar as line"
                            " from records)",
                        )
                        .fetchall()[0]
                    )
        return contents

    def table(self, name: str, columns: str) -> list[tuple[Any, ...]]:
        """All rows of a table.

        Args:
            name: schema and name of the table.
            columns: the columns wanted, separated by commas.
        """
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.sql(f"from {name}").project(columns).fetchall()

    def failed(self) -> set[str]:
        """Names of the models and tests that failed."""
        return {
            result["unique_id"].split(".")[2]
            for result in self.results
            if result["status"] in ("fail", "error")
        }

    def status(self, node: str) -> str:
        """Status of the model or test whose name begins with ``node``."""
        (status,) = {
            result["status"]
            for result in self.results
            if result["unique_id"].split(".")[2].startswith(node)
        }
        return status


def run_dbt(
    folder: Path,
    *arguments: str,
    exports: Path | None = None,
    variables: dict[str, Any] | None = None,
    surroundings: dict[str, str] | None = None,
) -> Build:
    """Run dbt on this project with its database and artifacts in ``folder``.

    Args:
        folder: where the database, the artifacts and the logs go; used again by a
            second run, it shows what a failed build leaves of the first.
        *arguments: the dbt command and its arguments, for example ``"build"``.
        exports: folder of exports to read in place of the seeds.
        variables: dbt vars that differ from ``dbt_project.yml``.
        surroundings: further environment variables, for example ``{"TZ": "UTC"}``.
    """
    command, environment = _command(folder, arguments, exports, variables)
    finished = subprocess.run(
        [str(Path(sys.executable).parent / "dbt"), *command],
        cwd=PROJECT,
        env={**_clean_environment(), **environment, **(surroundings or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    results_file = folder / "target" / "run_results.json"
    return Build(
        folder / BUILD_FILE,
        finished.returncode,
        finished.stdout + finished.stderr,
        json.loads(results_file.read_text())["results"]
        if results_file.exists()
        else [],
    )


def copy_seeds(folder: Path) -> Path:
    """Make a folder of exports from the committed seeds."""
    folder.mkdir(parents=True)
    for name in EXPORT_TABLES:
        (seed,) = (PROJECT / "seeds").glob(f"*/{name}.csv")
        shutil.copy(seed, folder)
    return folder


def shipped_files(release_id: str) -> dict[str, bytes]:
    """The committed framework files as they would be with one of their releases alone.

    Returns:
        Content by file name, of the files that an import writes.
    """
    files: dict[str, bytes] = {}
    for name in WRITTEN:
        file = PROJECT / "seeds" / "framework" / f"{name}.csv"
        header, *lines = file.read_bytes().splitlines(keepends=True)
        if "release_id" in EXPORT_TABLES[name].columns:
            # Neither id is quoted, and no field of the seeds has a line break.
            lines = [
                each for each in lines if each.split(b",")[1].decode() == release_id
            ]
        files[file.name] = b"".join([header, *lines])
    return files


def read_records(file: Path) -> list[dict[str, str]]:
    """All records of a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_records(file: Path, records: list[dict[str, str]]) -> None:
    """Write records as the CSV file of an export table; without any, its header."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, EXPORT_TABLES[file.stem].columns, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(records)


class DbtWorker:
    """A child process that runs many dbt commands and parses each project state once.

    What ``run_dbt`` does in a process of its own, ``run`` does there, in a fraction of
    the time: for tests of many small builds. Runs are one after another.
    """

    def __init__(self) -> None:
        """Start the process; it waits for work."""
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("dbt_worker.py"))],
            cwd=PROJECT,
            env=_clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        folder: Path,
        *arguments: str,
        exports: Path | None = None,
        variables: dict[str, Any] | None = None,
        parse_with: dict[str, Any] | None = None,
        surroundings: dict[str, str] | None = None,
    ) -> Build:
        """Run dbt as ``run_dbt`` does, with the same arguments.

        ``parse_with`` names other vars to parse the project with, where that makes
        no difference: an earlier parse can then serve again. Names of ``surroundings``
        begin with ``COMPETENCY_``: the next run does not have them. Without
        ``--write-json`` there are neither artifacts nor a log. What another target
        takes comes last in the arguments, from ``--target`` on.
        """
        assert self._process.stdin
        assert self._process.stdout
        parse_with = (variables if parse_with is None else parse_with) or {}
        target = [*itertools.dropwhile(lambda each: each != "--target", arguments)]
        parse, _ = _command(
            folder,
            ("parse", "--no-partial-parse", *target, *WITHOUT_FILES),
            exports,
            parse_with,
        )
        command, environment = _command(folder, arguments, exports, variables)
        if "--write-json" not in arguments:
            command += WITHOUT_FILES
        job = {
            "parse": parse,
            "arguments": command,
            "environment": {**environment, **(surroundings or {})},
            # What parsing depends on: the vars, the target, and whether seeds are read.
            "state": json.dumps([exports is None, parse_with, target]),
            "output": str(folder / "output.txt"),
        }
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        output = (folder / "output.txt").read_text(errors="replace")
        assert answer, output
        return Build(folder / BUILD_FILE, output=output, **json.loads(answer))

    def close(self) -> None:
        """End the process."""
        with self._process:
            assert self._process.stdin
            self._process.stdin.close()


def _clean_environment() -> dict[str, str]:
    """The environment without anything that steers dbt or this project."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMPETENCY_", "DBT_"))
    }


def _command(
    folder: Path,
    arguments: tuple[str, ...],
    exports: Path | None,
    variables: dict[str, Any] | None,
) -> tuple[list[str], dict[str, str]]:
    """The arguments of dbt and the variables that the environment must have."""
    environment = {
        "COMPETENCY_BUILD_FILE": str(folder / BUILD_FILE),
        # As many processes as there are processors build at the same time.
        "COMPETENCY_THREADS": "1",
    }
    if exports is not None:
        environment["COMPETENCY_EXPORTS"] = str(exports)
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *arguments,
        *("--target-path", str(folder / "target")),
        *("--log-path", str(folder / "logs")),
        *("--vars", json.dumps(variables or {})),
    ]
    return command, environment

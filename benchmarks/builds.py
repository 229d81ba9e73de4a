"""Builds of the warehouse to be timed, each with a folder, and what is in them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

from child import PROJECT, SCRIPTS, Cost, run
from direct import artifact, make_plan

NO_TESTS = tuple(f"--exclude-resource-type={kind}" for kind in ("test", "unit_test"))


@dataclass(frozen=True)
class Job:
    """What a benchmark is asked for.

    Attributes:
        folder: folder to work in; exports made before are used again.
        assessments: how many to synthesise.
        each: how many of them are of one person.
        rounds: how often to run everything; the fastest of each kind counts.
        memory_limit: the most memory that DuckDB may take; empty: its default.
    """

    folder: Path
    assessments: int
    each: int
    rounds: int
    memory_limit: str

    @property
    def size(self) -> str:
        """On how much it is, for the table."""
        return f"{self.assessments:,} assessments"


@dataclass(frozen=True)
class Dbt:
    """Where one build has its database, its artifacts and its logs.

    Attributes:
        folder: the folder of all of them.
        exports: folder of exports to read in place of the seeds.
        memory_limit: the most memory that DuckDB may take; empty: its default.
    """

    folder: Path
    exports: Path | None = None
    memory_limit: str = ""

    @property
    def database(self) -> Path:
        """The DuckDB file that is built."""
        return self.folder / "competency.duckdb"

    @property
    def target(self) -> Path:
        """The folder of what dbt writes about its last command."""
        return self.folder / "target"

    def run(self, *arguments: str) -> Cost:
        """Run a dbt command here."""
        environment = {
            "COMPETENCY_BUILD_FILE": str(self.database),
            "COMPETENCY_MEMORY_LIMIT": self.memory_limit,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        if self.exports:
            environment["COMPETENCY_EXPORTS"] = str(self.exports)
        command = [
            str(SCRIPTS / "dbt"),
            *arguments,
            *("--target-path", str(self.target)),
            *("--log-path", str(self.folder / "logs")),
        ]
        return run(command, self.folder / "output.txt", environment)

    def build_models(self) -> Cost:
        """Parse the project, and then build all models: what that has cost."""
        self.run("parse")
        return self.run("build", *NO_TESTS)

    def model_seconds(self) -> dict[str, float]:
        """Seconds of each model of the last build, compiling and commenting too."""
        return {
            result["unique_id"]: result["execution_time"]
            for result in artifact(self.target, "run_results.json")["results"]
            if result["unique_id"].startswith("model.")
        }


def emptied(folder: Path) -> Path:
    """Make a folder that has nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def best(costs: list[Cost]) -> Cost:
    """The cost of the fastest run: others had to share the machine."""
    return min(costs, key=lambda cost: cost.seconds)


def synthesise(job: Job) -> Path:
    """Make an export folder of what a job asks for, or find the one made before."""
    folder = job.folder / f"{job.assessments}"
    folder.mkdir(parents=True, exist_ok=True)
    people = max(job.assessments // job.each, 1)
    arguments = [
        *("--people", str(people)),
        *("--assessments", str(job.assessments)),
        *("--skills", "100"),
        *("--format", "parquet"),
        "--no-faults",
    ]
    sources = sorted((PROJECT / "src").rglob("*.py"))
    sources += sorted((PROJECT / "src").rglob("*.sql"))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    recipe = json.dumps({"arguments": arguments, "sources": digest.hexdigest()})
    exports = folder / "exports"
    note = folder / "exports.json"
    if not note.exists() or note.read_text(encoding="utf-8") != recipe:
        note.unlink(missing_ok=True)
        click.echo(f"Making {job.size} of {people:,} people", err=True)
        run(
            [
                *(str(SCRIPTS / "competency"), "synthesise"),
                *arguments,
                *("--out", str(emptied(exports))),
            ],
            folder / "synthesise.txt",
        )
        note.write_text(recipe, encoding="utf-8")
    return exports


def run_plan(folder: Path, plan: dict[str, Any]) -> tuple[Cost, dict[str, float]]:
    """Execute a plan (direct.py) in one connection of one child process.

    Returns:
        the cost, and the seconds of each statement by name.
    """
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    output = folder / "output.txt"
    program = str(Path(__file__).parent / "direct.py")
    cost = run([sys.executable, program, str(file)], output)
    return cost, json.loads(output.read_text(encoding="utf-8"))


def run_direct(folder: Path, build: Dbt) -> tuple[Path, Cost, dict[str, float]]:
    """Execute the SQL of a build in one connection of one child process.

    Returns:
        the database, the cost, and the seconds of each statement by name.
    """
    database = emptied(folder) / build.database.name
    plan = make_plan(
        artifact(build.target, "manifest.json")["nodes"],
        artifact(build.target, "run_results.json")["results"],
        database,
    )
    if build.memory_limit:
        plan["config"]["memory_limit"] = build.memory_limit
    return database, *run_plan(folder, plan)


def count_rows(database: Path) -> dict[str, int]:
    """Count the rows of every table and view of a DuckDB file, by its full name."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select concat(table_schema, '.', table_name)"
            " from information_schema.tables"
            # What dbt notes of its runs is no table of the project.
            " where table_schema not in ('main', 'build') order by all"
        ).fetchall()
        return {
            name: connection.execute(f"select count(*) from {name}").fetchone()[0]
            for (name,) in names
        }


def compare_rows(built: Path, direct: Path) -> dict[str, int]:
    """Count the rows of two files that must have the same.

    Raises:
        click.ClickException: they differ; the message says where.
    """
    left, right = count_rows(built), count_rows(direct)
    differences = [
        f"{name}: {left.get(name)} rows by dbt, {right.get(name)} by the SQL alone"
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    ]
    if differences:
        raise click.ClickException("\n".join(["Row counts differ.", *differences]))
    return left


def different_tables(left: Path, right: Path) -> list[str]:
    """The tables and views of a file that have other rows in another file.

    Args:
        left: a file in which every table of the schemas marts and quality is.
        right: the other file; its tables are compared column by column, as `left` has
            them.
    """
    found = []
    # Opened and not attached: a view names the database that it was made in.
    with duckdb.connect(str(right), read_only=True) as connection:
        connection.execute(f"attach '{left}' as one (read_only)")
        names = connection.execute(
            "select concat(schema_name, '.', table_name) from duckdb_tables()"
            " where database_name = 'one' and schema_name in ('marts', 'quality')"
        ).fetchall()
        for (name,) in names:
            ours, theirs = (
                connection.execute(
                    f"select count(*), sum(hash(t)::hugeint) from {table} as t"
                ).fetchone()
                for table in (f"one.{name}", name)
            )
            if ours != theirs:
                found.append(name)
    return found

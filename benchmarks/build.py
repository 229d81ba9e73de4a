"""Time the build of the warehouse against its references."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import click
import duckdb

from child import PROJECT, SCRIPTS, Cost, run
from direct import artifact, make_plan
from options import export_options

PEOPLE_SHARE = 200
MODELS_LISTED = 15
# Unit tests cost the same whatever the size: the demo's figures have them.
DATA_TESTS = ("--exclude-resource-type", "unit_test")
NO_TESTS = (*DATA_TESTS, "--exclude-resource-type", "test")
GIBIBYTE = 2**30


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was run.
        size: on how much.
        cost: what it took.
        reference: what it is held against, and the ratio that is aimed at.
    """

    name: str
    size: str
    cost: Cost
    reference: tuple[Cost, float] | None = None

    def cells(self) -> list[str]:
        """The line as text, in the order of the table's columns."""
        cost = self.cost
        ratio = aim = ""
        if self.reference:
            ratio = f"{cost.seconds / self.reference[0].seconds:.2f}"
            aim = f"≤ {self.reference[1]:g}"
        cpu = "" if cost.cpu_seconds is None else f"{cost.cpu_seconds:.1f}"
        peak = (
            "" if cost.peak_bytes is None else f"{cost.peak_bytes / GIBIBYTE:.2f} GiB"
        )
        return [self.name, self.size, f"{cost.seconds:.1f}", cpu, ratio, aim, peak]


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


def time_demo(folder: Path, rounds: int) -> list[Figure]:
    """Time `dbt build` of the demo against `dbt parse`, cold and warm.

    Cold: with an empty target folder. Warm: what was parsed before is used again.
    """
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        warm = Dbt(emptied(folder / "warm"))
        cold = Dbt(emptied(folder / "cold"))
        for name, cost in {
            "parse, cold": warm.run("parse"),
            "parse, warm": warm.run("parse"),
            "build, warm": warm.run("build"),
            "build, cold": cold.run("build"),
        }.items():
            costs.setdefault(name, []).append(cost)
    fastest = {name: best(several) for name, several in costs.items()}
    return [
        Figure("dbt parse, cold", "demo", fastest["parse, cold"]),
        Figure(
            "dbt build, cold",
            "demo",
            fastest["build, cold"],
            reference=(fastest["parse, cold"], 2.5),
        ),
        Figure("dbt parse, warm", "demo", fastest["parse, warm"]),
        Figure(
            "dbt build, warm",
            "demo",
            fastest["build, warm"],
            reference=(fastest["parse, warm"], 2.5),
        ),
    ]


def synthesise(folder: Path, assessments: int) -> Path:
    """Make an export folder of so many assessments, or find the one made before."""
    people = max(assessments // PEOPLE_SHARE, 1)
    arguments = [
        *("--people", str(people)),
        *("--assessments", str(assessments)),
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
        click.echo(f"Making {assessments:,} assessments of {people:,} people", err=True)
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


def run_direct(folder: Path, build: Dbt) -> tuple[Path, Cost, dict[str, float]]:
    """Execute the SQL of a build in one connection of one child process.

    Returns:
        the database, the cost, and the seconds of each statement by name.
    """
    database = emptied(folder) / build.database.name
    plan = folder / "plan.json"
    steps = make_plan(build.target, database)
    if build.memory_limit:
        steps["config"]["memory_limit"] = build.memory_limit
    plan.write_text(json.dumps(steps), encoding="utf-8")
    output = folder / "output.txt"
    program = str(Path(__file__).parent / "direct.py")
    cost = run([sys.executable, program, str(plan)], output)
    return database, cost, json.loads(output.read_text(encoding="utf-8"))


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


def time_scale(
    folder: Path, assessments: int, rounds: int, memory_limit: str
) -> tuple[list[Figure], list[list[str]]]:
    """Time the build of many assessments against the same SQL without dbt.

    Returns:
        the figures, and one line per model: name, rows, seconds by dbt, seconds of
        the SQL alone; the slowest first.
    """
    exports = synthesise(folder, assessments)
    costs: dict[str, list[Cost]] = {}
    models: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        build = Dbt(emptied(folder / "dbt"), exports, memory_limit)
        # As on any day but the first: the project has been parsed.
        build.run("parse")
        costs.setdefault("models", []).append(build.run("build", *NO_TESTS))
        database, cost, seconds = run_direct(folder / "direct", build)
        costs.setdefault("direct", []).append(cost)
        for name, by_dbt in build.model_seconds().items():
            models.setdefault(name, []).append((by_dbt, seconds[name]))
        rows = compare_rows(build.database, database)
        database.unlink()
        costs.setdefault("promises", []).append(
            run(
                [str(SCRIPTS / "competency"), "validate", str(build.database)],
                folder / "validate.txt",
            )
        )
        build.database.unlink()
        costs.setdefault("tests", []).append(build.run("build", *DATA_TESTS))
        published = emptied(folder / "dist")
        costs.setdefault("publish", []).append(
            run(
                [
                    *(str(SCRIPTS / "competency"), "publish"),
                    *("--build", str(build.database), "--out", str(published)),
                ],
                folder / "publish.txt",
            )
        )
        build.database.unlink()
        shutil.rmtree(published)
    fastest = {name: best(several) for name, several in costs.items()}
    size = f"{rows['marts.fct_assessments']:,} assessments"
    figures = [
        Figure("the same SQL, no dbt", size, fastest["direct"]),
        Figure(
            "dbt build, no tests",
            size,
            fastest["models"],
            reference=(fastest["direct"], 1.3),
        ),
        Figure(
            "dbt build, data tests",
            size,
            fastest["tests"],
            reference=(fastest["direct"], 2.5),
        ),
        Figure("competency validate", size, fastest["promises"]),
        Figure(
            "competency publish, validated",
            size,
            fastest["publish"],
            reference=(fastest["models"], 0.5),
        ),
    ]
    nodes = artifact(build.target, "manifest.json")["nodes"]
    lines = []
    for name, pairs in models.items():
        by_dbt = min(pair[0] for pair in pairs)
        alone = min(pair[1] for pair in pairs)
        relation = f"{nodes[name]['schema']}.{nodes[name]['name']}"
        lines.append((by_dbt, alone, relation))
    lines.sort(reverse=True)
    return figures, [
        [relation, f"{rows[relation]:,}", f"{by_dbt:.2f}", f"{alone:.2f}"]
        for by_dbt, alone, relation in lines
    ]


def table(header: list[str], lines: list[list[str]], left: int) -> str:
    """Lay out a Markdown table, its first ``left`` columns text, the others numbers."""
    widths = [
        max(len(line[place]) for line in [header, *lines])
        for place in range(len(header))
    ]
    rule = [
        "-" * width if place < left else "-" * (width - 1) + ":"
        for place, width in enumerate(widths)
    ]
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in [header, rule, *lines]
    )


def machine() -> str:
    """What the figures were taken with and on, in one line."""
    parts = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")),
        f"{platform.system()} {platform.machine()}",
        f"{os.cpu_count()} processors",
    ]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        parts.append(f"{memory / GIBIBYTE:.0f} GiB")
    return ", ".join(parts)


def load() -> str:
    """The load of the machine over the last minute, where the system tells."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--rounds",
    metavar="R",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Run everything R times; the fastest run of each kind counts.",
)
@click.option(
    "--only",
    type=click.Choice(["demo", "scale"]),
    help="demo: dbt build of the demo against dbt parse; scale: dbt build of N "
    "assessments against the same SQL without dbt.  [default: both]",
)
@click.option(
    "--memory-limit",
    default="",
    metavar="SIZE",
    help="The most memory that DuckDB may take, for example 8GB.",
)
@export_options
def main(
    assessments: int,
    rounds: int,
    only: str | None,
    memory_limit: str,
    folder: Path,
) -> None:
    """Time the build of the warehouse against its references.

    Each command runs as a process of its own. The ratio is that of its seconds to
    those of the nearest line above that has no ratio, that of publishing to those of
    the build without tests; beside it the one aimed at.
    A figure that misses its aim fails nothing: the command ends with an error only
    when something does not run, or when dbt and the SQL alone give different numbers
    of rows.

    The tables are Markdown. docs/speed.md explains the figures.
    """
    folder = folder.resolve()
    click.echo(f"{machine()}. Load at the start: {load()}.", err=True)
    figures: list[Figure] = []
    lines: list[list[str]] = []
    if only != "scale":
        figures += time_demo(folder / "demo", rounds)
    if only != "demo":
        scale_folder = folder / f"{assessments}"
        scale_folder.mkdir(parents=True, exist_ok=True)
        more, lines = time_scale(scale_folder, assessments, rounds, memory_limit)
        figures += more
    header = ["run", "size", "seconds", "CPU seconds", "ratio", "aim", "peak memory"]
    click.echo(table(header, [figure.cells() for figure in figures], left=2))
    if lines:
        click.echo()
        header = ["model", "rows", "dbt, seconds", "SQL alone, seconds"]
        click.echo(table(header, lines[:MODELS_LISTED], left=1))
    click.echo()
    click.echo(f"Fastest of {rounds}. {machine()}. Load at the end: {load()}.")


if __name__ == "__main__":
    main()

"""Time the warehouse against its references, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import costs
import demo
import growth
import increment
import scale
import scripts
import sqlmesh_build
from builds import Job
from child import PROJECT
from figures import laid_out, load, machine

# What is timed, in the order of the table.
PARTS = {
    "demo": demo.measure,
    "scale": scale.measure,
    "costs": costs.measure,
    "scripts": scripts.measure,
    "sqlmesh": sqlmesh_build.measure,
    "increment": increment.measure,
    "growth": growth.measure,
}

WHAT = """\b
The parts:
  demo       dbt build of the demo, all tests, against dbt parse
  scale      dbt build of N assessments against the same SQL without dbt; publishing
  costs      a table with keys, constraints or numbers for keys; CSV against Parquet
  scripts    the four core marts against scripts in polars and pandas
  sqlmesh    dbt build against SQLMesh's of the same project
  increment  one per cent more, then people who move, against everything anew
  growth     N assessments within a limit of memory, against a tenth of them
"""


@click.command(epilog=WHAT, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    type=click.Choice(list(PARTS)),
    multiple=True,
    help="One part of the table; give it again for more.  [default: all]",
)
@click.option(
    "--assessments",
    metavar="N",
    type=click.IntRange(10_000, 1_000_000_000),
    default=1_000_000,
    show_default=True,
    help="Assessments to synthesise, in 100 skills.",
)
@click.option(
    "--each",
    metavar="E",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="How many of them are of one person.",
)
@click.option(
    "--rounds",
    metavar="R",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Run everything R times; the fastest run of each kind counts.",
)
@click.option(
    "--memory-limit",
    default="",
    metavar="SIZE",
    help="The most memory that DuckDB may take in scale, costs, increment and growth, "
    "for example 8GB.  [default: DuckDB's own; 8GB in growth]",
)
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
    default=PROJECT / "build" / "benchmark",
    help="Folder to work in; exports made before are used again.  "
    "[default: build/benchmark of the project]",
)
def main(only: tuple[str, ...], **asked: Any) -> None:
    """Time the warehouse against its references, in one Markdown table.

    Each command runs as a process of its own. A ratio is one of seconds, to the line
    above that has none (publishing: to the build without tests); beside it the one
    aimed at. A figure that misses its aim fails nothing: the command ends with an error
    when something does not run, or when two ways to the same tables give other rows.

    docs/speed.md explains the figures.
    """
    job = Job(**asked)
    click.echo(f"{machine()}. Load at the start: {load()}.", err=True)
    figures = []
    for name in [part for part in PARTS if part in only or not only]:
        click.echo(f"Timing: {name}", err=True)
        found = PARTS[name](job)
        click.echo(laid_out(found), err=True)
        figures += found
    click.echo(laid_out(figures))
    click.echo(f"\nFastest of {job.rounds}. {machine()}. Load at the end: {load()}.")


if __name__ == "__main__":
    main()

"""Time the import of many assessments against DuckDB copying the same CSV.

    python benchmarks/import_assessments.py --rows 1000000

The aim: a million rows in under a minute, within 1 GiB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import duckdb

from child import PROJECT, SCRIPTS, Cost, run

GIBIBYTE = 2**30
PEOPLE = 5_000
COPY = """
import sys
import duckdb

source, target = sys.argv[1:]
options = "all_varchar = true, header = true, delim = ',', quote = '\\"'"
duckdb.sql(f"copy (from read_csv('{source}', {options})) to '{target}'")
"""


def make_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write a long file as people send it, and the export folder to add it to.

    Args:
        folder: where to write.
        rows: how many assessments.

    Returns:
        The file and the export folder.
    """
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    for seed in (PROJECT / "seeds" / "framework").glob("framework_*.csv"):
        (exports / seed.name).write_bytes(seed.read_bytes())
    (exports / "assessments.csv").unlink(missing_ok=True)
    ratings = folder / "ratings.csv"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select format('person_{:05d}', i) as person_id,"
            " 'Example Person ' || i as full_name,"
            " format('person_{:05d}@example.org', i) as email"
            f" from range({PEOPLE}) as numbers(i)) to '{exports / 'people.csv'}'"
        )
        outline = exports / "framework_outline.csv"
        connection.execute(
            "create table skills as select row_number() over () - 1 as i, name"
            f" from read_csv('{outline}', all_varchar = true)"
            " where node_type = 'skill' and release_id = '2025-05'"
        )
        connection.execute(
            f"""
            copy (
                select
                    'Example Person ' || numbers.i % {PEOPLE} as "Name",
                    skills.name as "Skill",
                    ['Entry', 'Mid-level', '3', 'none'][1 + numbers.i % 4] as "Score",
                    strftime(
                        date '2023-01-01' + cast(
                            numbers.i // ({PEOPLE} * 11) * 7 as integer
                        ),
                        '%d/%m/%Y'
                    ) as "Date",
                    'Example evidence ' || numbers.i % 997 as "Evidence"
                from range({rows}) as numbers(i)
                inner join skills on numbers.i // {PEOPLE} % 11 = skills.i
                order by numbers.i
            ) to '{ratings}' (header true)
            """
        )
    return ratings, exports


def line(name: str, cost: Cost, reference: Cost) -> str:
    """One line of the table."""
    ratio = cost.seconds / reference.seconds
    memory = f"{(cost.peak_bytes or 0) / GIBIBYTE:.2f} GiB"
    cpu = f"{cost.cpu_seconds or 0:.1f}"
    return f"| {name} | {cost.seconds:.1f} | {cpu} | {ratio:.1f} | {memory} |"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rows", type=click.IntRange(1), default=1_000_000, show_default=True)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=PROJECT / "build" / "benchmark" / "import",
    help="Folder to work in.  [default: build/benchmark/import of the project]",
)
def main(rows: int, folder: Path) -> None:
    """Time `competency import assessments` against DuckDB copying the same CSV."""
    folder = folder.resolve()
    ratings, exports = make_files(folder, rows)
    copy = [sys.executable, "-c", COPY, str(ratings), str(folder / "copy.csv")]
    command = [
        *(str(SCRIPTS / "competency"), "import", "assessments", str(ratings)),
        *("--column", "level=Score", "--assessor-type", "self"),
        *("--out", str(exports)),
    ]
    # Where the project is not installed in this environment, its source is here.
    surroundings = {"PYTHONPATH": str(PROJECT / "src")}
    reference = run(copy, folder / "copy.txt", surroundings)
    first = run(command, folder / "first.txt", surroundings)
    again = run(command, folder / "again.txt", surroundings)
    click.echo("| run | seconds | CPU seconds | ratio | peak memory |")
    click.echo("| --- | ------: | ----------: | ----: | ----------: |")
    click.echo(line(f"DuckDB copies {rows:,} rows", reference, reference))
    click.echo(line(f"import of {rows:,} rows", first, reference))
    click.echo(line("the same file again", again, reference))


if __name__ == "__main__":
    main()

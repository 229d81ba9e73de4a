"""Time an increment of one per cent against the full build of the same export."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import duckdb

from build import (
    NO_TESTS,
    Dbt,
    Figure,
    emptied,
    load,
    machine,
    synthesise,
    table,
)
from options import export_options

# Of a batch, a third corrects records that are there; the rest is new.
GROWN = """
    copy (
        select * exclude (file_row_number)
        from read_parquet('{exports}/assessments.parquet', file_row_number = true)
        where file_row_number < {kept}
        union all
        select * exclude (file_row_number)
        from read_parquet('{exports}/assessments.parquet', file_row_number = true)
        where file_row_number >= {kept} and file_row_number % 3 > 0
        union all
        select * replace (
            'none' as level,
            concat(cast(recorded_at[:10] as date) + 1, recorded_at[11:]) as recorded_at
        )
        from (
            select * exclude (file_row_number)
            from read_parquet('{exports}/assessments.parquet', file_row_number = true)
            where file_row_number < {kept} and file_row_number % 300 = 0
        )
    ) to '{grown}/assessments.parquet' (format parquet)
"""
KEPT = """
    copy (
        select * exclude (file_row_number)
        from read_parquet('{exports}/assessments.parquet', file_row_number = true)
        where file_row_number < {kept}
    ) to '{grown}/assessments.parquet' (format parquet)
"""


def export_of(exports: Path, folder: Path, copy: str, kept: int) -> Path:
    """Make an export with other assessments, the other tables being the same.

    Args:
        exports: the export to begin with.
        folder: where to.
        copy: the SQL that writes the assessments.
        kept: how many of the first records are in it as they are.
    """
    for file in exports.iterdir():
        if file.stem != "assessments":
            shutil.copy(file, folder)
    with duckdb.connect() as connection:
        connection.execute(copy.format(exports=exports, grown=folder, kept=kept))
    return folder


def differences(added: Path, full: Path) -> list[str]:
    """The public tables of two builds that do not have the same rows."""
    found = []
    with duckdb.connect() as connection:
        for name, file in {"added": added, "built": full}.items():
            connection.execute(f"attach '{file}' as {name} (read_only)")
        names = connection.execute(
            "select concat(schema_name, '.', table_name) from duckdb_tables()"
            " where database_name = 'built' and schema_name in ('marts', 'quality')"
        ).fetchall()
        for (name,) in names:
            sums = connection.execute(
                "select (select (count(*), sum(hash(t)::hugeint)) from added."
                f"{name} as t), (select (count(*), sum(hash(t)::hugeint)) from built."
                f"{name} as t)"
            ).fetchone()
            if sums is None or sums[0] != sums[1]:
                found.append(name)
    return found


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@export_options
def main(assessments: int, folder: Path) -> None:
    """Time an increment of one per cent against the full build of the same export.

    The increment is the last hundredth of the records: new ones, and corrections of
    old ones. The command ends with an error when any public table of the increment is
    not that of the full build. docs/increments.md explains what is done.
    """
    folder = folder.resolve() / str(assessments)
    folder.mkdir(parents=True, exist_ok=True)
    exports = synthesise(folder, assessments)
    kept = assessments * 99 // 100
    before = export_of(exports, emptied(folder / "before"), KEPT, kept)
    after = export_of(exports, emptied(folder / "after"), GROWN, kept)
    Dbt(emptied(folder / "added"), before).run("build", *NO_TESTS)
    added = Dbt(folder / "added", after)
    increment = added.run("build", *NO_TESTS)
    full = Dbt(emptied(folder / "full"), after)
    anew = full.run("build", *NO_TESTS)
    size = f"{assessments:,} assessments"
    click.echo(
        table(
            ["run", "size", "seconds", "CPU seconds", "ratio", "aim", "peak memory"],
            [
                Figure("dbt build, everything anew", size, anew).cells(),
                Figure(
                    "dbt build, 1 % more", size, increment, reference=(anew, 0.15)
                ).cells(),
            ],
            left=2,
        )
    )
    different = differences(added.database, full.database)
    if different:
        raise click.ClickException(f"Not equal: {', '.join(different)}.")
    click.echo(f"\nAll public tables equal. {machine()}. Load at the end: {load()}.")
    slowest = sorted(added.model_seconds().items(), key=lambda pair: -pair[1])[:12]
    for name, seconds in slowest:
        click.echo(f"{seconds:8.2f} {name.rpartition('.')[2]}")


if __name__ == "__main__":
    main()

"""Time an increment of one per cent against the full build of the same export."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import duckdb

from builds import NO_TESTS, Dbt, Job, different_tables, emptied, synthesise
from figures import Figure

AIM = 0.15
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


def measure(job: Job) -> list[Figure]:
    """Time an increment of one per cent against the full build of the same export.

    The increment is the last hundredth of the records: new ones, and corrections of
    old ones. One round: what is timed has its own state to begin with.

    Raises:
        click.ClickException: a public table of the increment is not that of the full
            build.
    """
    exports = synthesise(job.folder, job.assessments)
    folder = exports.parent
    kept = job.assessments * 99 // 100
    before = export_of(exports, emptied(folder / "before"), KEPT, kept)
    after = export_of(exports, emptied(folder / "after"), GROWN, kept)
    first = Dbt(emptied(folder / "added"), before, job.memory_limit)
    first.run("build", *NO_TESTS)
    added = Dbt(first.folder, after, job.memory_limit)
    increment = added.run("build", *NO_TESTS)
    full = Dbt(emptied(folder / "full"), after, job.memory_limit)
    anew = full.run("build", *NO_TESTS)
    different = different_tables(full.database, added.database)
    if different:
        raise click.ClickException(
            f"An increment gives other rows than a full build: {', '.join(different)}."
        )
    for build in (added, full):
        build.database.unlink()
    return [
        Figure("dbt build, everything anew", job.size, anew),
        Figure("dbt build, 1 % more, the same rows", job.size, increment, anew, AIM),
    ]

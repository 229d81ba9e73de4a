"""Time increments of one per cent against the full build of the same export."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import duckdb

from builds import Dbt, Job, different_tables, emptied, synthesise
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

# Of a hundred people one goes on in the team of the next, for the last month.
MOVED = """
    copy (
        with assignments as (
            select
                *,
                cast(cast(max(started_on) over () as date) - 30 as varchar) as moved_on,
                row_number() over by_person as number,
                lead(team_id) over by_person as next_team_id
            from '{exports}/assignments.parquet'
            window by_person as (order by person_id, started_on, team_id)
        ),
        moves as (
            from assignments
            where number % 100 = 0 and ended_on is null and started_on < moved_on
        )
        select
            * exclude (moved_on, number, next_team_id)
            replace (moved_on as ended_on)
        from moves
        union all
        select
            * exclude (moved_on, number, next_team_id)
            replace (
                next_team_id as team_id,
                cast(cast(moved_on as date) + 1 as varchar) as started_on
            )
        from moves
        union all
        select * exclude (moved_on, number, next_team_id)
        from assignments
        anti join moves using (number)
    ) to '{grown}/assignments.parquet' (format parquet)
"""


def export_of(exports: Path, folder: Path, table: str, copy: str) -> Path:
    """Make an export with another table, the other tables being the same.

    Args:
        exports: the export to begin with.
        folder: where to.
        table: the table that is another.
        copy: the SQL that writes it from `{exports}` into `{grown}`.
    """
    for file in exports.iterdir():
        if file.stem != table:
            shutil.copy(file, folder)
    with duckdb.connect() as connection:
        connection.execute(copy.format(exports=exports, grown=folder))
    return folder


def measure(job: Job) -> list[Figure]:
    """Time two increments against the full builds of the same exports.

    The first takes in the last hundredth of the records: new ones, and corrections of
    old ones. After it, one person in a hundred moves. One round: what is timed has its
    own state to begin with.

    Raises:
        click.ClickException: a public table of an increment is not that of the full
            build.
    """
    exports = synthesise(job)
    folder = exports.parent
    kept = str(job.assessments * 99 // 100)
    before, grown = (
        export_of(
            exports, emptied(folder / name), "assessments", copy.replace("{kept}", kept)
        )
        for name, copy in (("before", KEPT), ("grown", GROWN))
    )
    moved = export_of(grown, emptied(folder / "moved"), "assignments", MOVED)
    home = emptied(folder / "added")
    Dbt(home, before, job.memory_limit).build_models()
    figures = []
    for change, export in (("1 % more", grown), ("1 % of people moved", moved)):
        added = Dbt(home, export, job.memory_limit)
        increment = added.build_models()
        full = Dbt(emptied(folder / "full"), export, job.memory_limit)
        anew = full.build_models()
        different = different_tables(full.database, added.database)
        if different:
            raise click.ClickException(
                f"{change}: an increment gives other rows than a full build:"
                f" {', '.join(different)}."
            )
        full.database.unlink()
        figures += [
            Figure("dbt build, everything anew", job.size, anew),
            Figure(
                f"dbt build, {change}, the same rows", job.size, increment, anew, AIM
            ),
        ]
    added.database.unlink()
    return figures

"""Read what a build on Spark has published (``macros/build/publish_parquet.sql``)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from competency_warehouse.errors import UserError

_LAST_RUN = "build.last_run"
_COMMENTS = "build.comments"
_HOW = "dbt run-operation publish_parquet --target spark"


def load(connection: duckdb.DuckDBPyConnection, folder: Path, catalog: str) -> None:
    """Make tables of the Parquet folders of a build on Spark, with their comments.

    What they have no more is keys and constraints, which Spark does not hold; the data
    tests of the build were their proof.

    Args:
        connection: has an empty database attached.
        folder: what ``publish_parquet`` wrote: a folder ``schema.table`` for each.
        catalog: the name of the database.

    Raises:
        UserError: the folder is no such build, or not all of one.
        duckdb.Error: a file of it is no Parquet file.
    """
    if not _files(folder, _LAST_RUN):
        raise UserError(
            f"{folder} holds no build of Spark, for want of {_LAST_RUN}. Write one: "
            f"{_HOW}."
        )
    runs = connection.read_parquet(_pattern(folder, _LAST_RUN)).project("tables")
    tables = [name for (names,) in runs.fetchall() for name in names]
    if not tables:
        raise UserError(
            f"{folder} is not whole: {_HOW} did not get to its end, or the last build "
            "on Spark did not. Build and publish all again."
        )
    if missing := [name for name in tables if not _files(folder, name)]:
        raise UserError(
            f"{folder} lacks {', '.join(missing)}, which the build on Spark has made. "
            f"Publish all of it again: {_HOW}."
        )
    for name in [_LAST_RUN, *tables]:
        connection.execute(f"create schema if not exists {_name(catalog, name, 1)}")
        connection.execute(
            f"create table {_name(catalog, name, 2)} as from read_parquet(?)",
            [_pattern(folder, name)],
        )
    if not _files(folder, _COMMENTS):
        return
    comments = connection.read_parquet(_pattern(folder, _COMMENTS))
    for table, column, comment in comments.fetchall():
        if table in tables:
            thing = "table" if column is None else "column"
            path = table if column is None else f"{table}.{column}"
            words = comment.replace("'", "''")
            connection.execute(
                f"comment on {thing} {_name(catalog, path, 3)} is '{words}'"
            )


def _files(folder: Path, name: str) -> list[Path]:
    return list((folder / name).glob("*.parquet"))


def _pattern(folder: Path, name: str) -> str:
    return str(folder / name / "*.parquet")


def _name(catalog: str, path: str, length: int) -> str:
    """The first parts of a name of SQL in a catalog, in quotes."""
    parts = [catalog, *path.split(".")[:length]]
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)

"""Read the build file, and copy its public tables into files that others open."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from competency_warehouse.build_file import LastRun, Tell, open_when_free
from competency_warehouse.errors import UserError
from competency_warehouse.session import open_session
from competency_warehouse.spark_build import load

# The oldest format that DuckDB writes: every client from 1.1 on opens it.
STORAGE_VERSION = "v1.0.0"

_LIST_TABLES = """
    select schema_name || '.' || table_name, sql, comment
    from duckdb_tables()
    where
        database_name = 'build'
        and list_contains($tables, schema_name || '.' || table_name)
    order by all
"""
_LIST_COMMENTS = """
    select schema_name || '.' || table_name, column_name, comment
    from duckdb_columns()
    where
        database_name = 'build'
        and comment is not null
        and list_contains($tables, schema_name || '.' || table_name)
    order by schema_name, table_name, column_index
"""


class BuildFile:
    """The build file, open for reading; :func:`open_build_file` gives it.

    Attributes:
        file: the file.
        last_run: what dbt noted of its last run.
    """

    def __init__(self, file: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Read dbt's note.

        Args:
            file: the file, for the messages.
            connection: has it attached as ``build``.

        Raises:
            UserError: dbt has left no note.
        """
        self.file = file
        self._connection = connection
        columns = ", ".join(LastRun.__dataclass_fields__)
        try:
            rows = connection.table("build.build.last_run").project(columns).fetchall()
        except duckdb.CatalogException as error:
            raise UserError(
                f"{file} has no note of a run of dbt. Build the warehouse with this "
                "version of the project: make warehouse."
            ) from error
        values = (tuple(each) if isinstance(each, list) else each for each in rows[0])
        self.last_run = LastRun(*values)

    def tables(self, *schemas: str) -> list[str]:
        """The tables of the last run in these schemas, ``schema.name``, by name."""
        return sorted(name for name in self.last_run.tables if name.startswith(schemas))

    def records(self, query: str) -> list[dict[str, Any]]:
        """Run a query against the file and give its rows as dicts."""
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def copy(self, tables: list[str], target: Path) -> dict[str, int]:
        """Copy tables into a new file, with their keys, constraints and comments.

        Args:
            tables: which, ``schema.name``.
            target: the file, which must not exist.

        Returns:
            Rows by table, counted in the file after it was closed.

        Raises:
            UserError: one of the tables is no table, or the copy is not whole.
            duckdb.Error: the file cannot be written.
        """
        connection = self._connection
        found = connection.execute(_LIST_TABLES, {"tables": tables}).fetchall()
        if missing := set(tables) - {name for name, _, _ in found}:
            raise UserError(
                f"{self.file}: {', '.join(sorted(missing))} is no table, and only "
                "tables are published. Set materialized: table for the model, and "
                "build again."
            )
        connection.execute(
            f"attach {_text(str(target))} as copy (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("use copy")
        connection.execute("begin")
        for schema in sorted({name.partition(".")[0] for name in tables}):
            connection.execute(f"create schema {_name(schema)}")
        for name, definition, comment in found:
            connection.execute(definition)
            if comment is not None:
                connection.execute(
                    f"comment on table {_name(name)} is {_text(comment)}"
                )
        comments = connection.execute(_LIST_COMMENTS, {"tables": tables}).fetchall()
        for name, column, comment in comments:
            path = f"{_name(name)}.{_name(column)}"
            connection.execute(f"comment on column {path} is {_text(comment)}")
        connection.execute("commit")
        for name in tables:
            connection.execute(
                f"insert into copy.{_name(name)} from build.{_name(name)}"
            )
        connection.execute("checkpoint copy")
        connection.execute("use memory")
        connection.execute("detach copy")

        connection.execute(f"attach {_text(str(target))} as copy (read_only)")
        copied = self._count("copy", tables)
        connection.execute("detach copy")
        built = self._count("build", tables)
        if copied != built:
            differ = ", ".join(name for name in tables if copied[name] != built[name])
            raise UserError(
                f"The copy of {differ} has another number of rows than {self.file}. "
                "Look after the disk, and try again."
            )
        return copied

    def write_parquet(self, tables: list[str], folder: Path) -> dict[str, int]:
        """Write one Parquet file a table.

        Args:
            tables: which, ``schema.name``.
            folder: where to write ``schema/name.parquet``.

        Returns:
            Rows by file, as its path in the folder.
        """
        counts = {}
        for name in tables:
            path = f"{name.replace('.', '/', 1)}.parquet"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            counts[path] = self._connection.execute(
                f"copy build.{_name(name)} to {_text(str(folder / path))}"
                " (format parquet, compression zstd)"
            ).fetchall()[0][0]
        return counts

    def _count(self, catalog: str, tables: Iterable[str]) -> dict[str, int]:
        counts = " union all ".join(
            f"select {_text(name)}, count(*) from {catalog}.{_name(name)}"
            for name in tables
        )
        return dict(self._connection.execute(counts).fetchall())


@contextmanager
def open_build_file(
    file: Path, scratch: Path, wait: float, tell: Tell
) -> Iterator[BuildFile]:
    """Open the build file for reading; no build can begin meanwhile.

    Args:
        file: the file; or the folder of Parquet that a build on Spark was written into.
        scratch: folder for what does not fit into memory.
        wait: seconds to wait for a build that has it open.
        tell: takes messages.

    Raises:
        UserError: it is not there, no DuckDB file, held by a build, or has no note.
    """
    if file.is_dir():
        with _loaded(file, scratch) as connection:
            yield BuildFile(file, connection)
        return
    if not file.is_file():
        raise UserError(
            f"{file} is not there. Build the warehouse first: make warehouse."
        )

    def connect() -> duckdb.DuckDBPyConnection:
        connection = open_session(scratch)
        try:
            connection.execute(f"attach {_text(str(file))} as build (read_only)")
        except duckdb.Error:
            connection.close()
            raise
        return connection

    try:
        connection = open_when_free(file, connect, wait, tell)
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise UserError(
            f"{file} cannot be read as a DuckDB file: {first_line}"
        ) from error
    with connection:
        yield BuildFile(file, connection)


@contextmanager
def _loaded(folder: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has a build on Spark as ``build``, loaded into a file aside."""
    scratch.mkdir()
    try:
        with open_session(scratch) as connection:
            connection.execute(f"attach {_text(str(scratch / 'loaded'))} as build")
            try:
                load(connection, folder, "build")
            except duckdb.Error as error:
                first_line = str(error).partition("\n")[0]
                raise UserError(
                    f"{folder} cannot be read as Parquet: {first_line}"
                ) from error
            yield connection
    finally:
        shutil.rmtree(scratch)


def _name(path: str) -> str:
    """A name of SQL, its parts in quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in path.split("."))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

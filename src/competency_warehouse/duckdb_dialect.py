"""DuckDB for SQLAlchemy, in the way that Great Expectations uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from duckdb import DuckDBPyConnection
from duckdb_engine import ConnectionWrapper
from duckdb_engine import Dialect as DuckDBEngineDialect
from sqlalchemy.dialects import registry

from competency_warehouse import published_file


class Dialect(DuckDBEngineDialect):
    """The dialect of duckdb-engine, without transactions, for one file.

    Great Expectations reads rows after it has given the connection back, and giving it
    back rolls back: DuckDB then drops the rows. Here nothing is ever written, so there
    is nothing to begin, to commit or to roll back.

    Attributes:
        file: the open file, of which every connection is a cursor. It is not in the
            URL, where a path may have letters that mean something else.
        opened: the connections, to be closed in the end.
    """

    name = "published_file"
    # SQLAlchemy wants it said again in every dialect.
    supports_statement_cache = False
    file: ClassVar[DuckDBPyConnection]
    opened: ClassVar[list[ConnectionWrapper]] = []

    def connect(self, *_arguments: Any, **_options: Any) -> ConnectionWrapper:
        """Give a cursor."""
        cursor = self.file.cursor()
        cursor.execute(f"use {published_file.NAME}")
        connection = ConnectionWrapper(cursor)
        self.opened.append(connection)
        return connection

    def do_begin(self, connection: Any) -> None:
        """Do nothing: every statement reads the file as it is."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing: nothing was written."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing, so that rows which are still to be read stay."""


@contextmanager
def reading(file: DuckDBPyConnection) -> Iterator[None]:
    """Let the URL ``published_file://`` stand for an open file.

    Great Expectations leaves its connections to the garbage collector; here they are
    closed in the end. On Windows a file cannot be renamed as long as one is open.

    Args:
        file: of :func:`published_file.connect`.
    """
    registry.register(Dialect.name, __name__, Dialect.__name__)
    Dialect.file = file
    try:
        yield
    finally:
        while Dialect.opened:
            Dialect.opened.pop().close()

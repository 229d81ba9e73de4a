"""DuckDB for SQLAlchemy, in the way that Great Expectations uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

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
        file: the file that every connection opens, read-only. It is not in the URL,
            where a path may have letters that mean something else.
        opened: the connections, to be closed in the end.
    """

    name = "published_file"
    # SQLAlchemy wants it said again in every dialect.
    supports_statement_cache = False
    file: ClassVar[Path]
    opened: ClassVar[list[ConnectionWrapper]] = []

    def connect(self, *_arguments: Any, **_options: Any) -> ConnectionWrapper:
        """Open the file."""
        connection = ConnectionWrapper(published_file.connect(self.file))
        self.opened.append(connection)
        return connection

    def do_begin(self, connection: Any) -> None:
        """Do nothing: every statement reads the file as it is."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing: nothing was written."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing, so that rows which are still to be read stay."""


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Let the URL ``published_file://`` stand for a file; in the end close it.

    Great Expectations leaves its connections to the garbage collector. On Windows a
    file cannot be renamed as long as one is open.
    """
    registry.register(Dialect.name, __name__, Dialect.__name__)
    Dialect.file = file
    try:
        yield
    finally:
        while Dialect.opened:
            Dialect.opened.pop().close()

"""DuckDB for SQLAlchemy, in the way that Great Expectations uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from duckdb_engine import Dialect as DuckDBEngineDialect
from sqlalchemy.dialects import registry

NAME = "competency_duckdb"


class Dialect(DuckDBEngineDialect):
    """The dialect of duckdb-engine, without transactions.

    Great Expectations reads rows after it has given the connection back, and giving it
    back rolls back: DuckDB then drops the rows. Here nothing is ever written, so there
    is nothing to begin, to commit or to roll back.
    """

    name = NAME
    # SQLAlchemy wants it said again in every dialect.
    supports_statement_cache = False
    opened: ClassVar[list[Any]] = []

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """Connect as duckdb-engine does, and keep in mind what there is to close."""
        connection = super().connect(*arguments, **options)
        self.opened.append(connection)
        return connection

    def do_begin(self, connection: Any) -> None:
        """Do nothing: every statement reads the file as it is."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing: nothing was written."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing, so that rows which are still to be read stay."""


@contextmanager
def registered() -> Iterator[None]:
    """Make ``competency_duckdb:///<file>`` a URL of SQLAlchemy; in the end close all.

    Great Expectations leaves its connections to the garbage collector. As long as one
    is open, its file can neither be opened in another way nor, on Windows, be renamed.
    """
    registry.register(NAME, __name__, Dialect.__name__)
    try:
        yield
    finally:
        while Dialect.opened:
            Dialect.opened.pop().close()

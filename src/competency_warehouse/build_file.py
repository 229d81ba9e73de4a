"""The file that dbt builds: wait for it, and read what dbt noted of its last run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from competency_warehouse.errors import UserError

BUILD_FILE = Path("build/competency.duckdb")
WAIT_SECONDS = 30.0
WAIT_VARIABLE = "COMPETENCY_WAIT_SECONDS"
MAX_NAMED = 5

Tell = Callable[[str], Any]

_POLL_SECONDS = 0.2
# What DuckDB says on POSIX, and what Windows says through it.
_LOCKED = ("Could not set lock on file", "being used by another process")
_HOLDER = re.compile(r"Conflicting lock is held in (.+?) \(PID (\d+)\)")


def locked_by(error: duckdb.Error) -> str | None:
    """Who holds the file that could not be opened, in words; None for other errors."""
    message = str(error)
    if not any(words in message for words in _LOCKED):
        return None
    if holder := _HOLDER.search(message):
        return f"process {holder[2]} ({holder[1]})"
    return "another program"


def open_when_free(
    file: Path,
    connect: Callable[[], duckdb.DuckDBPyConnection],
    wait: float,
    tell: Tell,
) -> duckdb.DuckDBPyConnection:
    """Open a database file; while another process holds it, try again for a while.

    Args:
        file: the file, for the messages.
        connect: opens it.
        wait: seconds after which to give up.
        tell: takes a message, once, when there is something to wait for.

    Raises:
        UserError: the file is still held.
        duckdb.Error: it cannot be opened, for another reason.
    """
    end = time.monotonic() + wait
    told = False
    while True:
        try:
            return connect()
        except duckdb.Error as error:
            holder = locked_by(error)
            if holder is None:
                raise
            if time.monotonic() >= end:
                raise UserError(
                    f"{file} is open in {holder}, which keeps others out. Close it "
                    "there and try again. To look at the warehouse, open "
                    "dist/competency.duckdb: it never keeps a build waiting."
                ) from error
        if not told:
            tell(f"{file} is open in {holder}: waiting up to {wait:g} seconds for it.")
            told = True
        time.sleep(_POLL_SECONDS)


@dataclass(frozen=True)
class LastRun:
    """What dbt noted of its last run (``macros/build/note_run.sql``).

    Attributes:
        build_id: the run's id; a new one every time.
        command: what dbt was asked to do: build, run, test ...
        dbt_version: version of dbt.
        git_commit: the commit of the project; None outside git.
        git_is_modified: whether files differed from it.
        finished_at: UTC moment of its end; None when it did not get there.
        tables: the public tables that it made, ``schema.name``.
        warned: the tests that warned.
        failed: what failed or was skipped.
        left_out: what belongs to the project and was not run.
    """

    build_id: str
    command: str
    dbt_version: str
    git_commit: str | None
    git_is_modified: bool | None
    finished_at: datetime | None
    tables: tuple[str, ...]
    warned: tuple[str, ...]
    failed: tuple[str, ...]
    left_out: tuple[str, ...]

    def fault(self) -> str | None:
        """Why its result may not be published, in words; None when it may."""
        if self.finished_at is None:
            return f"The last run of dbt ({self.command}) did not get to its end"
        if self.failed:
            return (
                f"In the last run of dbt ({self.command}) {some_of(self.failed)} failed"
            )
        if self.left_out:
            left_out = some_of(self.left_out)
            return f"The last run of dbt ({self.command}) left out {left_out}"
        return None


def some_of(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    rest = len(names) - MAX_NAMED
    return ", ".join(names[:MAX_NAMED]) + (f" and {rest} more" if rest > 0 else "")

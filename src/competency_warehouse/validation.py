"""Check that a published file keeps its promises, as the people who use it see it.

Great Expectations does the checking (``competency_warehouse.expectations``). It takes
seconds to import, so it is imported when there is a file to check and not before.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import duckdb

from competency_warehouse import data_docs, published_file
from competency_warehouse.console import facts, note, say, step
from competency_warehouse.errors import UserError

if TYPE_CHECKING:
    from competency_warehouse.expectations.kinds import Promises

DEFAULT_FILE = Path("dist/competency.duckdb")
BROKEN = 1
"""Exit code where a promise is broken; click gives 2 for wrong usage."""

Example = dict[str, str]
"""Columns of a row, or the value, that breaks a promise."""


@dataclass(frozen=True)
class Kind:
    """A kind of published file.

    Attributes:
        title: what it is, as a person would say it.
        suites: modules of ``competency_warehouse.expectations`` with its promises.
        build_info: its table of one row that says what it was built from.
    """

    title: str
    suites: tuple[str, ...]
    build_info: str


KINDS = {
    "marts": Kind(
        "the competency warehouse",
        (
            *("framework", "workforce", "ratings", "levels"),
            *("persons", "teams", "raters", "quality"),
        ),
        "quality.qly_build_info",
    ),
    "release": Kind("the release file", ("release",), "release.rls_build_info"),
}
"""The kinds of published file, by a schema that only such a file has."""

BUILD_SCHEMA = "intermediate"
"""A schema of the build that is never published."""


@dataclass(frozen=True)
class Outcome:
    """What became of one promise.

    Attributes:
        table: schema and name of the table that it is about.
        promise: what is promised, in words that need no SQL.
        is_critical: whether a breach keeps the file from being published; otherwise it
            is something to look at.
        row_count: rows of the table; None where the file has no such table.
        found: what breaks the promise; empty where it is kept.
        examples: a few of the rows that break it.
    """

    table: str
    promise: str
    is_critical: bool
    row_count: int | None
    found: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept."""
        return not self.found

    def broken(self, found: str, examples: tuple[Example, ...] = ()) -> Outcome:
        """Give the same promise, broken by what was found."""
        return replace(self, found=found, examples=examples)

    def __str__(self) -> str:
        """Say it in a line."""
        if self.is_kept:
            return f"{self.table}: {self.promise}"
        examples = "; ".join(
            " ".join(f"{column}={value}" for column, value in example.items())
            for example in self.examples
        )
        return f"{self.table}: {self.promise} Not so: {self.found}" + (
            f", for example {examples}." if examples else "."
        )


@dataclass(frozen=True)
class Validation:
    """What became of all promises of a file.

    Attributes:
        title: what the file is.
        facts: what it was built from, as texts.
        about: what each table says of itself in a sentence.
        outcomes: the promises, those of a table together.
    """

    title: str
    facts: dict[str, str]
    about: dict[str, str]
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether the file may be published."""
        return not self.broken

    @property
    def failures(self) -> tuple[str, ...]:
        """What keeps the file from being published, in plain words."""
        return tuple(map(str, self.broken))

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """The promises that are broken."""
        return self._not_kept(is_critical=True)

    @property
    def to_look_at(self) -> tuple[Outcome, ...]:
        """What is odd, and can be true."""
        return self._not_kept(is_critical=False)

    def _not_kept(self, *, is_critical: bool) -> tuple[Outcome, ...]:
        return tuple(
            outcome
            for outcome in self.outcomes
            if not outcome.is_kept and outcome.is_critical == is_critical
        )


def validate(file: Path, docs: Path | None = None) -> Validation:
    """Check every promise that a file of its kind makes.

    Args:
        file: a published file, or one that is about to be published; it is only read.
        docs: folder to write the Data Docs to, ``index.html`` and ``results.json``;
            made when it does not exist.

    Raises:
        UserError: the file is not one that this project publishes or cannot be read,
            or the folder cannot be written.
    """
    if not file.exists():
        raise UserError(f"There is no file {file}. `make warehouse` makes one.")
    with _readable(file):
        with published_file.connect(file) as connection:
            kinds = _kinds(file, connection)
            facts = _facts(connection, kinds[0].build_info)
            about = _about(connection)
        run = importlib.import_module("competency_warehouse.expectations.run")
        outcomes = run.run(file, promises_of(*kinds))
    title = " with ".join(kind.title for kind in kinds)
    validation = Validation(title, facts, about, outcomes)
    if docs is not None:
        data_docs.write(validation, docs)
    return validation


def promises_of(*kinds: Kind) -> Promises:
    """Give the promises of kinds of file, by table."""
    promises: Promises = {}
    for kind in kinds:
        for name in kind.suites:
            suite = importlib.import_module(f"competency_warehouse.expectations.{name}")
            promises |= suite.promises()
    return promises


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Say what is wrong with a file that DuckDB cannot read."""
    try:
        yield
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        if "Could not set lock" in reason:
            raise UserError(
                f"{file} is being written by another program ({reason}) "
                "Wait for it to end, or name a copy."
            ) from error
        raise UserError(
            f"{file} cannot be read as a DuckDB file ({reason}) "
            "Name a published file that is whole; `make warehouse` makes one."
        ) from error


def _kinds(file: Path, connection: duckdb.DuckDBPyConnection) -> list[Kind]:
    """Tell what kind of file it is by the schemas that hold a table."""
    schemas = {
        schema
        for (schema,) in connection.execute(
            "select distinct schema_name from duckdb_tables()"
        ).fetchall()
    }
    kinds = [kind for schema, kind in KINDS.items() if schema in schemas]
    if not kinds:
        raise UserError(
            f"{file} has no table in the schemas {' or '.join(KINDS)}, so there is "
            "nothing that it could promise. Name a published file; `make warehouse` "
            "makes one."
        )
    # The build holds what is for release beside what is not. A published file that does
    # is asked to keep the promises of both, and cannot.
    return kinds[:1] if BUILD_SCHEMA in schemas else kinds


def _facts(connection: duckdb.DuckDBPyConnection, build_info: str) -> dict[str, str]:
    """Give what the file was built from; nothing where it does not say so."""
    try:
        row = connection.table(build_info).limit(1)
    except duckdb.CatalogException:
        return {}
    values = row.fetchone() or ()
    return {
        column.replace("_", " "): str(value)
        for column, value in zip(row.columns, values, strict=False)
        if value not in (None, "")
    }


def _about(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Give the first paragraph of the comment on each table, which tells its grain."""
    comments = connection.execute(
        "select schema_name || '.' || table_name, comment from duckdb_tables()"
        " where comment is not null"
    ).fetchall()
    return {table: " ".join(said.split("\n\n")[0].split()) for table, said in comments}


@click.command("validate")
@click.argument(
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_FILE,
)
@click.option(
    "--docs",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the Data Docs into this folder: a page to read, and the results.",
)
def validate_file(file: Path, docs: Path | None) -> None:
    """Check that a published FILE keeps its promises to the people who use it.

    FILE is dist/competency.duckdb, dist/competency_release.duckdb or a copy of one of
    them [default: dist/competency.duckdb]. It is only read, and only by SQL.

    Exit code 0: every promise is kept. 1: a promise is broken, or the file cannot be
    read; what was found is said. 2: wrong usage.
    """
    with step("Checking the promises"):
        validation = validate(file, docs)
    facts(promises=[asdict(outcome) for outcome in validation.outcomes])
    for warning in map(str, validation.to_look_at):
        note(f"Look at: {warning}")
    for failure in validation.failures:
        note(f"Broken: {failure}")
    kept = sum(outcome.is_kept for outcome in validation.outcomes)
    say(f"{kept} of {len(validation.outcomes)} promises of {file} are kept.")
    if not validation.passed:
        raise SystemExit(BROKEN)

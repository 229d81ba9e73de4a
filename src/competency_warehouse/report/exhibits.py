"""What a page shows: the answer of one query, as a chart, a table and a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from competency_warehouse import published_file
from competency_warehouse.errors import UserError
from competency_warehouse.rejects import safe

ROWS_IN_FILE = 20_000
ROWS_IN_PAGE = 500
LONGEST_IN_CHART = 200

Row = dict[str, Any]
Chart = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """The rows that a query gave.

    Attributes:
        columns: names, in order.
        rows: one dict a row, at most ``ROWS_IN_FILE``.
        row_count: how many rows there are, whether or not they are all here.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    row_count: int

    def total(self, column: str) -> int:
        """The largest value of a column: what a count is a part of; 0 without rows."""
        return max((row[column] or 0 for row in self.rows), default=0)


@dataclass(frozen=True)
class Column:
    """A column of a table on a page.

    Attributes:
        name: of the query.
        title: as a person would say it.
        kind: ``text``, ``number``, ``share``, ``sign`` (a number with its sign),
            ``ratio``, ``yes``, ``words`` (a code) or ``lines`` (more than one).
        links: ``team_id`` or ``person_id``, when the text leads to that page.
        is_filter: whether a list of its values is offered to choose from.
    """

    name: str
    title: str
    kind: str = "text"
    links: str = ""
    is_filter: bool = False


@dataclass(frozen=True)
class Exhibit:
    """A question, its answer, and what has to be known to read it.

    Attributes:
        key: names it within its page, and its CSV file.
        title: what it is about.
        measure: unit and n of what is shown.
        answer: the rows.
        columns: those on the page; the CSV file has all.
        note: how to read it.
        chart: a Vega-Lite specification without data.
        chart_rows: data of the chart, where they are not the rows of the table.
        empty: what is said when there are no rows.
        rows_in_page: how many rows the table on the page has at most.
    """

    key: str
    title: str
    measure: str
    answer: Answer
    columns: Sequence[Column]
    note: str = ""
    chart: Chart | None = None
    chart_rows: list[Row] | None = None
    empty: str = "Nothing: there is no such row."
    rows_in_page: int = ROWS_IN_PAGE

    @property
    def shown_rows(self) -> list[Row]:
        """The rows that the page has."""
        return self.answer.rows[: self.rows_in_page]

    def spec(self) -> Chart | None:
        """The chart with its data; None where there is none, or nothing to draw."""
        rows = self.answer.rows if self.chart_rows is None else self.chart_rows
        if self.chart is None or not rows:
            return None
        used = _fields(self.chart)
        return {
            **self.chart,
            "datasets": {
                "rows": [
                    {name: _plain(row[name]) for name in row if name in used}
                    for row in rows
                ]
            },
        }


@dataclass
class Source:
    """A published file, and the queries of one edition.

    Attributes:
        file: the file.
        edition: folder of ``sql`` with its queries.
    """

    file: Path
    edition: str
    _connection: duckdb.DuckDBPyConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the file.

        Raises:
            UserError: it cannot be read.
        """
        try:
            self._connection = published_file.connect(self.file)
        except duckdb.Error as error:
            raise UserError(
                f"{self.file} cannot be opened: {str(error).splitlines()[0]} Publish "
                "it anew: make warehouse."
            ) from error

    def ask(self, query: str, **parameters: Any) -> Answer:
        """Run a query of ``sql``.

        Args:
            query: name of its file, without the suffix.
            **parameters: values of its ``$`` parameters.

        Raises:
            UserError: the file has not the tables of this version of the project.
        """
        rows, columns = self._run(query, parameters)
        return Answer(
            columns,
            [dict(zip(columns, row, strict=True)) for row in rows[:ROWS_IN_FILE]],
            len(rows),
        )

    def _run(
        self, query: str, parameters: Mapping[str, Any]
    ) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
        try:
            cursor = self._connection.execute(_query(self.edition, query), parameters)
            return cursor.fetchall(), tuple(each[0] for each in cursor.description)
        except duckdb.Error as error:
            raise UserError(
                f"{self.file} does not answer the question {query}: "
                f"{str(error).splitlines()[0]} It is no published file of this version "
                "of the project: make warehouse makes one."
            ) from error

    def ask_each(self, query: str, ids: Sequence[str]) -> dict[str, Answer]:
        """Run a query for many teams or persons at once.

        Args:
            query: name of its file; its first column is the id.
            ids: of the teams or persons; its parameter ``$ids``.

        Returns:
            The answer for each id, without the column of the id.
        """
        rows, columns = self._run(query, {"ids": list(ids)})
        found: dict[str, list[Row]] = {each: [] for each in ids}
        for key, *values in rows:
            found[key].append(dict(zip(columns[1:], values, strict=True)))
        return {
            key: Answer(columns[1:], answer[:ROWS_IN_FILE], len(answer))
            for key, answer in found.items()
        }

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def write_csv(answer: Answer, file: Path) -> None:
    """Write an answer as CSV that spreadsheet programs take for no formula."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(answer.columns)
        for row in answer.rows:
            writer.writerow(
                safe(value) if isinstance(value, str) else value
                for value in row.values()
            )


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters, three of which say that it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


@cache
def _query(edition: str, name: str) -> str:
    return (
        files("competency_warehouse.report")
        .joinpath("sql", edition, f"{name}.sql")
        .read_text(encoding="utf-8")
    )


def _plain(value: Any) -> Any:
    """A value as JSON has it; a text that is too long for a chart is cut."""
    if value is None or isinstance(value, int | float):
        return value
    return cut(str(value), LONGEST_IN_CHART)


def _fields(chart: Mapping[str, Any]) -> set[str]:
    """Names of the fields that a chart uses; ``datum.`` ones in expressions too."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, Mapping):
            for key, value in part.items():
                if key in ("field", "facet", "groupby") and isinstance(value, str):
                    found.add(value)
                walk(value)
        elif isinstance(part, list | tuple):
            for each in part:
                walk(each)
        elif isinstance(part, str) and "datum." in part:
            found.update(
                word.partition("datum.")[2]
                for word in part.replace("(", " ").replace(")", " ").split()
                if word.startswith("datum.")
            )

    walk(chart)
    return found

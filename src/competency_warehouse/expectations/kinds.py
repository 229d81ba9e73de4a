"""The kinds of expectation that the suites are made of.

Great Expectations has many more. These are enough, and each takes the promise, in
words that need no SQL, as its first argument: messages and Data Docs show it.
"""

from __future__ import annotations

from typing import Any, ClassVar

import great_expectations.expectations as gxe
from great_expectations.expectations.metadata_types import FailureSeverity

Promises = dict[str, list[gxe.Expectation]]
"""The expectations of each table, by its schema and name."""

# GX puts the batch in with an alias or without, as it finds a join in the query or not.
BREACHES = "with this as (select * from {batch}) select * from (<query>)"

AGREEING = (
    "select <columns>, count(*) as row_count from this group by all having count(*) > 1"
)


class ExpectNoRows(gxe.UnexpectedRowsExpectation):
    """Expect that a query finds nothing.

    As the expectation that it is made from, but the database only counts what the query
    finds; the rows themselves, which Great Expectations would fetch in a second run of
    the query, are fetched for a few examples of what failed.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = (
        "unexpected_rows_query.row_count",
    )

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        found = metrics["unexpected_rows_query.row_count"]
        return {"success": found == 0, "result": {"unexpected_count": found}}


def no_rows(promise: str, query: str, *, look: bool = False) -> ExpectNoRows:
    """Expect that a query finds no row that breaks the promise.

    Args:
        promise: what holds where the query finds nothing.
        query: SQL that finds the rows which break it, with the columns that help a
            person to find them. The table itself is called ``this``. A colon may be in
            it only as ``::``.
        look: a breach is to be looked at and does not keep the file from being
            published: odd data can be true.
    """
    return ExpectNoRows(
        unexpected_rows_query=BREACHES.replace("<query>", escaped(query)),
        description=promise,
        severity=severity(look),
    )


def unique(promise: str, *columns: str) -> ExpectNoRows:
    """Expect that no two rows agree in all of the columns.

    What Great Expectations has for it counts in a window, for each row, the rows that
    agree with it: that takes two and a half times as long.
    """
    return no_rows(promise, AGREEING.replace("<columns>", ", ".join(columns)))


def between(promise: str, column: str, low: float, high: float) -> gxe.Expectation:
    """Expect every value that is not NULL from ``low`` to ``high``, both included."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, description=promise
    )


def one_of(promise: str, column: str, *words: str) -> gxe.Expectation:
    """Expect every value that is not NULL to be one of the words."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=[*words], description=promise
    )


def never_null(promise: str, column: str) -> gxe.Expectation:
    """Expect a value in every row."""
    return gxe.ExpectColumnValuesToNotBeNull(column=column, description=promise)


def row_count(promise: str, low: int, high: int | None = None) -> gxe.Expectation:
    """Expect a number of rows; no upper bound where ``high`` is None."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=low, max_value=high, description=promise
    )


def at_least(promise: str, column: str, other: str) -> gxe.Expectation:
    """Expect a column to be no smaller than another, where neither is NULL."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=column,
        column_B=other,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        description=promise,
    )


def severity(look: bool) -> FailureSeverity:
    """Give the severity of a breach: to be looked at, or a reason not to publish."""
    return FailureSeverity.WARNING if look else FailureSeverity.CRITICAL


def escaped(query: str) -> str:
    """Double the braces of SQL, which else are placeholders to Great Expectations."""
    return query.replace("{", "{{").replace("}", "}}")

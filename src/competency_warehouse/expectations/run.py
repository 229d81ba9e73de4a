"""Run the promises against a file, as SQL in the file's own engine."""

from __future__ import annotations

import logging
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import yaml
from great_expectations.core import ExpectationValidationResult
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.expectations.metadata_types import FailureSeverity

from competency_warehouse import duckdb_dialect, published_file
from competency_warehouse.expectations.kinds import ExpectNoRows, Promises
from competency_warehouse.validation import Example, Outcome

# What it would log, tracebacks of queries that fail, is in its results as well.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)

CONTEXT = Path(__file__).parents[3] / "gx" / "great_expectations.yml"
EXAMPLES = 3
EXAMPLE_LETTERS = 120

Results = dict[tuple[str, str], ExpectationValidationResult]
"""What became of each expectation, by its table and its promise."""


def run(file: Path, promises: Promises) -> tuple[Outcome, ...]:
    """Check promises on a file, and give what became of each in their order.

    Args:
        file: a DuckDB file; it is opened read-only.
        promises: the expectations of each table. All of a table that is not in the
            file are broken by that.
    """
    with published_file.connect(file) as connection:
        row_counts = _row_counts(connection, promises)
        there = {table: promises[table] for table in promises if table in row_counts}
        results = _checkpoint(connection, there) if there else {}
        return tuple(
            _outcome(connection, table, expectation, results, row_counts.get(table))
            for table, expectations in promises.items()
            for expectation in expectations
        )


def _row_counts(
    connection: duckdb.DuckDBPyConnection, tables: Promises
) -> dict[str, int]:
    """Count the rows of the tables that are in the file."""
    there = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "select schema_name, table_name from duckdb_tables()"
        ).fetchall()
    }
    return {
        table: connection.table(table).count("*").fetchall()[0][0]
        for table in tables
        if table in there
    }


def _checkpoint(file: duckdb.DuckDBPyConnection, promises: Promises) -> Results:
    """Run one checkpoint of Great Expectations over all tables."""
    with _published(file) as (context, published):
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(
                name="published_file",
                validation_definitions=[
                    context.validation_definitions.add(
                        gx.ValidationDefinition(
                            name=table,
                            data=_whole(published, table),
                            suite=context.suites.add(
                                gx.ExpectationSuite(name=table, expectations=asked)
                            ),
                        )
                    )
                    for table, asked in promises.items()
                ],
                # Of the values that break an expectation, the database gives this many.
                result_format={
                    "result_format": "SUMMARY",
                    "partial_unexpected_count": EXAMPLES,
                },
            )
        )
        return {
            (of_table.suite_name, result.expectation_config.description): result
            for of_table in checkpoint.run().run_results.values()
            for result in of_table.results
        }


@contextmanager
def _published(
    file: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[gx.DataContext, SQLDatasource]]:
    """Give the project's context, and the file as its data source."""
    settings = yaml.safe_load(CONTEXT.read_text(encoding="utf-8"))
    source = settings["fluent_datasources"]["published"]
    with duckdb_dialect.reading(file):
        # In memory: a context of a folder writes its file anew for every table.
        context = gx.get_context(mode="ephemeral", project_config=settings)
        yield (
            context,
            context.data_sources.add_sql(
                "published",
                connection_string=source["connection_string"],
                create_temp_table=source["create_temp_table"],
            ),
        )


def _whole(published: SQLDatasource, table: str) -> gx.BatchDefinition:
    """Give a whole table as one batch."""
    schema, name = table.split(".")
    return published.add_table_asset(
        name=table, schema_name=schema, table_name=name
    ).add_batch_definition_whole_table("all")


def _outcome(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expectation: gxe.Expectation,
    results: Results,
    row_count: int | None,
) -> Outcome:
    """Say in plain words what became of one expectation."""
    outcome = Outcome(
        table=table,
        promise=expectation.description,
        is_critical=expectation.severity == FailureSeverity.CRITICAL,
        row_count=row_count,
    )
    if row_count is None:
        return outcome.broken("the table is not in the file")
    result = results[table, expectation.description]
    if result.success:
        return outcome
    fault = _fault(result.exception_info)
    if fault:
        return outcome.broken(f"it cannot be checked ({fault})")
    found = result.result
    if "unexpected_count" not in found:
        return outcome.broken(f"found {found['observed_value']}")
    count = found["unexpected_count"]
    return outcome.broken(
        f"{_many(count, 'case')} in {_many(row_count, 'row')}",
        _examples(connection, table, expectation, found),
    )


def _many(number: int, what: str) -> str:
    """Give a number of things in words."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _fault(exception_info: dict[str, Any]) -> str:
    """Give the first line of what the database said, where a check did not run."""
    if "exception_message" in exception_info:
        message = exception_info["exception_message"] or ""
        # SQLAlchemy puts its class before what DuckDB says, and the SQL after it.
        return message.strip().partition("\n")[0].rpartition("Exception) ")[2]
    return next(filter(None, map(_fault, exception_info.values())), "")


def _examples(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expectation: gxe.Expectation,
    found: dict[str, Any],
) -> tuple[Example, ...]:
    """Give a few of the rows, or of the values, that break an expectation."""
    if isinstance(expectation, ExpectNoRows):
        broken = connection.sql(expectation.unexpected_rows_query.format(batch=table))
        # In an order, so that the same file gives the same examples.
        few = broken.order("all").limit(EXAMPLES)
        return tuple(_example(few.columns, row) for row in few.fetchall())
    asked = expectation.configuration.kwargs
    columns = [asked[key] for key in ("column", "column_A", "column_B") if key in asked]
    examples: list[Example] = []
    for value in found["partial_unexpected_list"]:
        if isinstance(value, dict):
            example = _example([*value], [*value.values()])
        else:
            values = value if isinstance(value, (tuple, list)) else [value]
            example = _example(columns, values)
        # What is there twice is given for both rows.
        if example not in examples:
            examples.append(example)
    return tuple(examples)


def _example(columns: list[str], values: Sequence[Any]) -> Example:
    """Give values as short texts that are safe on a terminal."""
    return {
        column: textwrap.shorten(
            "".join(
                letter if letter.isprintable() else " "
                for letter in ("NULL" if value is None else str(value))
            ),
            EXAMPLE_LETTERS,
            placeholder=" …",
        )
        for column, value in zip(columns, values, strict=True)
    }

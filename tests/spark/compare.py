"""Compare the public tables that Spark built with those that DuckDB built.

Text, whole numbers, dates and booleans are equal; other numbers to 1e-9. Each row has a
partner: the rows are sorted by the columns that have to be equal, and met one by one.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Any

import duckdb

CLOSE = 1e-9
MOST_SHOWN = 5
PUBLIC_SCHEMAS = ("marts", "quality", "release")

Row = dict[str, Any]


def public_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names ``schema.table`` of the public tables of a DuckDB file."""
    found = connection.execute(
        "select concat(schema_name, '.', table_name) as name from duckdb_tables()"
        " where list_contains(?, schema_name) order by name",
        [list(PUBLIC_SCHEMAS)],
    )
    return [name for (name,) in found.fetchall()]


def rows_of(relation: duckdb.DuckDBPyRelation) -> list[Row]:
    """The rows of a relation, as dictionaries."""
    return [
        dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()
    ]


def _sort_key(row: Row) -> list[tuple[bool, str]]:
    exact = [(cell is None, str(cell)) for cell in _exact(row)]
    # Ties are told apart by the rest, rounded: last digits may differ.
    near = [
        (cell is None, "" if cell is None else f"{cell:.6e}")
        for cell in row.values()
        if cell is None or isinstance(cell, float)
    ]
    return exact + near


def _exact(row: Row) -> list[Any]:
    return [cell for cell in row.values() if not isinstance(cell, float)]


def _is_same(duckdb_cell: Any, spark_cell: Any) -> bool:
    if isinstance(duckdb_cell, float) and isinstance(spark_cell, float):
        return math.isclose(duckdb_cell, spark_cell, rel_tol=CLOSE, abs_tol=CLOSE)
    return duckdb_cell == spark_cell and type(duckdb_cell) is type(spark_cell)


def differences(duckdb_rows: list[Row], spark_rows: list[Row]) -> list[str]:
    """What is different between the rows of one table on two engines, to be read.

    Args:
        duckdb_rows: the rows that DuckDB built.
        spark_rows: the rows that Spark built, with the same columns.
    """
    found = []
    if len(duckdb_rows) != len(spark_rows):
        found.append(f"{len(duckdb_rows)} rows on DuckDB, {len(spark_rows)} on Spark")
    pairs = zip(
        sorted(duckdb_rows, key=_sort_key),
        sorted(spark_rows, key=_sort_key),
        strict=False,
    )
    for duckdb_row, spark_row in pairs:
        changed = [
            f"{column}: DuckDB {cell!r}, Spark {spark_row[column]!r}"
            for column, cell in duckdb_row.items()
            if not _is_same(cell, spark_row[column])
        ]
        if changed:
            found.append(f"{_key_of(duckdb_row)}: {'; '.join(changed)}")
    return found


def _key_of(row: Row) -> str:
    return ", ".join(str(cell) for cell in list(row.values())[:3])


def compare(warehouse: Path, folder: Path) -> bool:
    """Print what is different between a DuckDB file and a folder of Parquet tables.

    Args:
        warehouse: the file that dbt built with DuckDB.
        folder: what ``publish_parquet`` wrote: a folder ``schema.table`` for each.

    Returns:
        Whether all public tables are there and equal.
    """
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{warehouse}' as built (read_only)")
    connection.execute("use built")
    tables = public_tables(connection)
    unequal = 0
    row_count = 0
    for name in tables:
        expected = connection.table(f"built.{name}")
        if not (folder / name).is_dir():
            unequal += 1
            print(f"{name}: not on Spark")
            continue
        actual = connection.read_parquet(f"{folder / name}/*.parquet")
        if expected.columns != actual.columns:
            unequal += 1
            print(f"{name}: columns {expected.columns}, on Spark {actual.columns}")
            continue
        expected_rows = rows_of(expected)
        row_count += len(expected_rows)
        found = differences(expected_rows, rows_of(actual))
        if found:
            unequal += 1
            print(f"{name}: {len(found)} differences")
            for line in found[:MOST_SHOWN]:
                print(f"  {line}")
    print(f"{len(tables) - unequal} of {len(tables)} tables equal, {row_count} rows")
    return bool(tables) and unequal == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path, help="the file that DuckDB built")
    parser.add_argument("folder", type=Path, help="the Parquet tables of Spark")
    arguments = parser.parse_args()
    sys.exit(not compare(arguments.warehouse, arguments.folder))

"""Compare the public tables that Spark built with those that DuckDB built.

Text, whole numbers, dates and booleans are equal; other numbers to 1e-9. Each row has a
partner: the rows are sorted by the columns that have to be equal, and met one by one.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

CLOSE = 1e-9
MOST_SHOWN = 5
PUBLIC_SCHEMAS = ("marts", "quality", "release")

_TABLES = """
    select concat(schema_name, '.', table_name) as name
    from duckdb_tables()
    where database_name = 'built' and list_contains(?, schema_name)
    order by name
"""


@dataclass(frozen=True)
class Column:
    """A column of both tables.

    Attributes:
        name: its name.
        type: its type in DuckDB.
    """

    name: str
    type: str

    @property
    def is_exact(self) -> bool:
        """Whether its values have to be equal; others have to be close."""
        return self.type not in ("DOUBLE", "FLOAT")

    @property
    def sort_key(self) -> str:
        """What rows are sorted by: of numbers that may differ, what does not."""
        return f'"{self.name}"' if self.is_exact else f'round("{self.name}", 6)'

    @property
    def differs(self) -> str:
        """The SQL condition on a pair of rows that their values differ."""
        ours, theirs = f'ours."{self.name}"', f'theirs."{self.name}"'
        differ = f"{ours} is distinct from {theirs}"
        if self.is_exact:
            return f"({differ})"
        return (
            f"({differ} and coalesce(abs({ours} - {theirs})"
            f" > {CLOSE} * greatest(1, abs({ours}), abs({theirs})), true))"
        )


class Comparison:
    """The tables of a DuckDB file beside a folder of Parquet tables."""

    def __init__(self, warehouse: Path, folder: Path) -> None:
        """Open both.

        Args:
            warehouse: the file that dbt built with DuckDB.
            folder: what ``publish_parquet`` wrote: a folder ``schema.table`` for each.
        """
        self._folder = folder
        self._connection = duckdb.connect()
        self._connection.execute(f"attach '{warehouse}' as built (read_only)")

    def tables(self) -> list[str]:
        """The names ``schema.table`` of the public tables of the DuckDB file."""
        found = self._connection.execute(_TABLES, [list(PUBLIC_SCHEMAS)])
        return [name for (name,) in found.fetchall()]

    def row_count(self, table: str) -> int:
        """How many rows DuckDB's table has."""
        return self._connection.table(f"built.{table}").shape[0]

    def differences(self, table: str) -> list[str]:
        """What is different between the two tables of a name, to be read."""
        if not (self._folder / table).is_dir():
            return ["not on Spark"]
        spark_table = f"read_parquet('{self._folder / table}/*.parquet')"
        columns = self._columns(f"built.{table}")
        spark_columns = self._columns(spark_table)
        if columns != spark_columns:
            return [f"columns: {columns}, on Spark {spark_columns}"]
        order = ", ".join(
            column.sort_key
            for column in sorted(columns, key=lambda column: not column.is_exact)
        )
        numbered = f"select *, row_number() over (order by {order}) as place from"
        paired = (
            f"from ({numbered} built.{table}) as ours"
            f" full join ({numbered} {spark_table}) as theirs"
            " on ours.place = theirs.place"
        )
        conditions = [
            "(ours.place is null or theirs.place is null)",
            *(column.differs for column in columns),
        ]
        counts = self._connection.execute(
            "select "
            + ", ".join(f"count(*) filter (where {each})" for each in conditions)
            + f" {paired}"
        ).fetchall()[0]
        if not any(counts):
            return []
        names = ["no partner", *(column.name for column in columns)]
        found = [
            f"{name}: {count} rows differ"
            for name, count in zip(names, counts, strict=True)
            if count
        ]
        examples = self._connection.execute(
            f"select ours, theirs {paired} where {' or '.join(conditions)}"
            f" limit {MOST_SHOWN}"
        ).fetchall()
        for ours, theirs in examples:
            found += [f"DuckDB {ours}", f"Spark  {theirs}"]
        return found

    def _columns(self, table: str) -> list[Column]:
        found = self._connection.execute(f"describe from {table}").fetchall()
        return [Column(name, kind) for name, kind, *_ in found]


def compare(warehouse: Path, folder: Path) -> bool:
    """Print what is different between a DuckDB file and a folder of Parquet tables.

    Args:
        warehouse: the file that dbt built with DuckDB.
        folder: what ``publish_parquet`` wrote: a folder ``schema.table`` for each.

    Returns:
        Whether all public tables are there and equal.
    """
    comparison = Comparison(warehouse, folder)
    tables = comparison.tables()
    unequal = 0
    for table in tables:
        if found := comparison.differences(table):
            unequal += 1
            print(f"{table}:", *found, sep="\n  ")
    rows = sum(comparison.row_count(table) for table in tables)
    print(f"{len(tables) - unequal} of {len(tables)} tables equal, {rows:,} rows")
    return bool(tables) and unequal == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path, help="the file that DuckDB built")
    parser.add_argument("folder", type=Path, help="the Parquet tables of Spark")
    arguments = parser.parse_args()
    sys.exit(not compare(arguments.warehouse, arguments.folder))

"""Compare tables of a built warehouse with what the oracle makes of the same export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from oracle import Row, Warehouse
from warehouse import Build

MOST_SHOWN = 10


@dataclass(frozen=True)
class Compared:
    """How a table of the warehouse is read to be compared with the oracle.

    Attributes:
        key: the columns that tell its rows from one another.
        query: gives the columns of the oracle's rows, ids in place of keys. A key
            that leads to another skill or level than the row says gives NULL.
    """

    key: tuple[str, ...]
    query: str


def differences(
    expected: list[Row], actual: list[dict[str, Any]], key: tuple[str, ...]
) -> str:
    """Compare rows by the columns of the expected ones; empty when they are equal."""
    columns = list(expected[0]) if expected else list(key)
    wanted = Counter(_cells(row, columns) for row in expected)
    found = Counter(_cells(row, columns) for row in actual)
    if wanted == found:
        return ""
    missing = {_key(cells, columns, key): cells for cells in (wanted - found)}
    extra = {_key(cells, columns, key): cells for cells in (found - wanted)}
    changed = [
        f"  {name}: "
        + ", ".join(
            f"{column}: oracle {want!r}, warehouse {got!r}"
            for column, want, got in zip(
                columns, missing[name], extra[name], strict=True
            )
            if want != got
        )
        for name in missing.keys() & extra.keys()
    ]
    return (
        f"{len(expected)} rows expected, {len(actual)} found"
        + _shown("different", changed)
        + _shown("missing", (f"  {name}" for name in missing.keys() - extra.keys()))
        + _shown("extra", (f"  {name}" for name in extra.keys() - missing.keys()))
        + _shown(
            "repeated", (f"  {_key(c, columns, key)}" for c in found if found[c] > 1)
        )
    )


def _cells(row: dict[str, Any], columns: list[str]) -> tuple[Any, ...]:
    values = (row[column] for column in columns)
    return tuple(round(v, 9) if isinstance(v, float) else v for v in values)


def _key(cells: tuple[Any, ...], columns: list[str], key: tuple[str, ...]) -> str:
    return " | ".join(str(cells[columns.index(column)]) for column in key)


def _shown(title: str, lines: Iterable[str]) -> str:
    """List some of the lines under a title that counts them all."""
    found = sorted(lines)
    if not found:
        return ""
    return f"\n{title}: {len(found)}\n" + "\n".join(found[:MOST_SHOWN])


def compare(build: Build, expected: Warehouse, table: str, compared: Compared) -> str:
    """Compare one table of a built warehouse with the oracle."""
    rows = build.records(compared.query)
    return differences(expected.tables[table], rows, compared.key)

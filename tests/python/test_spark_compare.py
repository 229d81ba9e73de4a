"""What `make test-spark` compares with: it sees what differs, and only that."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from compare import Comparison, compare

TABLE = "marts.fct_levels"
LEVELS = """
    create table levels as
    from (values
        ('a', 1, 0.25::double, date '2026-01-31'),
        ('a', 1, 0.5::double, null),
        ('b', null, null, date '2026-01-31')
    ) as levels (name, level_rank, share, day)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A DuckDB file with one public table."""
    file = tmp_path / "competency.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(LEVELS)
        connection.execute(f"create schema marts; create table {TABLE} as from levels")
    return file


def published(tmp_path: Path, query: str) -> Path:
    """A folder as Spark publishes it, with what a query makes of the rows."""
    folder = tmp_path / "published" / TABLE
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(LEVELS)
        connection.sql(query).write_parquet(str(folder / "part-0.parquet"))
    return folder.parent


@pytest.mark.parametrize(
    "query",
    [
        "from levels",
        "from levels order by day, share desc",
        "select * replace (share + 4e-10 as share) from levels",
    ],
)
def test_equal(warehouse: Path, tmp_path: Path, query: str) -> None:
    """Order does not count, nor do last digits of a number that is no whole one."""
    assert Comparison(warehouse, published(tmp_path, query)).differences(TABLE) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from levels where name = 'a'", "no partner: 1 rows"),
        ("from levels union all from levels", "no partner: 3 rows"),
        ("select * replace (upper(name) as name) from levels", "name: 3 rows"),
        ("select * replace (2 as level_rank) from levels", "level_rank: 3 rows"),
        ("select * replace (share + 1e-8 as share) from levels", "share: 2 rows"),
        ("select * replace (coalesce(share, 0) as share) from levels", "share: 1 rows"),
        ("select * replace (day + 1 as day) from levels", "day: 2 rows"),
        ("select * replace (1::bigint as level_rank) from levels", "BIGINT"),
        ("select * exclude (day) from levels", "columns"),
    ],
)
def test_different(warehouse: Path, tmp_path: Path, query: str, found: str) -> None:
    """Each difference is named with its column."""
    folder = published(tmp_path, query)
    assert found in "\n".join(Comparison(warehouse, folder).differences(TABLE))
    assert not compare(warehouse, folder)


def test_table_not_there(warehouse: Path, tmp_path: Path) -> None:
    """A public table that Spark did not publish is different."""
    assert Comparison(warehouse, tmp_path).differences(TABLE) == ["not on Spark"]

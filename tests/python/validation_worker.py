"""Validate files and damaged copies of them, all in one process.

Great Expectations takes seconds to import, and warns while it does, which the tests do
not allow: so this process, started by ``test_validation``, does all there is to do.
It reads one job from standard input (JSON) and writes the answer to standard output:

    {"files": {"<kind>": "<file>"}, "scratch": "<folder>",
     "damages": {"<table>": {"<promise>": "<sql>"}}}
    {"<kind>": {"promises": [["<table>", "<promise>"]], "docs": "<folder>",
     "not_kept": [], "can_be_written": true, "holes": ["<message>"],
     "hollow": ["<message>"], "damaged": {"<table>": {"<promise>": [{...}]}}}}

A promise is named by a part of it; only those that have the part in them are checked.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from competency_warehouse.errors import UserError
from competency_warehouse.expectations.run import run
from competency_warehouse.validation import KINDS, Outcome, promises_of, validate

# Stretches of a file that are overwritten, one at a time.
HOLES = 4


SCHEMAS = {"marts": ("marts", "quality"), "release": ("release",)}


def public_copy(file: Path, copy: Path, schemas: tuple[str, ...]) -> None:
    """Copy public tables with their comments, and without their constraints."""
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{file}' as built (read_only)")
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables()"
            " where database_name = 'built' and list_contains(?, schema_name)",
            [schemas],
        ).fetchall()
        for schema in {schema for schema, _, _ in tables}:
            connection.execute(f"create schema {schema}")
        for schema, table, comment in tables:
            name = f"{schema}.{table}"
            connection.execute(f"create table {name} as from built.{name}")
            _comment(connection, "table", name, comment)
            for column, said in connection.execute(
                "select column_name, comment from duckdb_columns() where"
                " (database_name, schema_name, table_name) = ('built', ?, ?)",
                [schema, table],
            ).fetchall():
                _comment(connection, "column", f"{name}.{column}", said)


def _comment(
    connection: duckdb.DuckDBPyConnection, what: str, name: str, said: str | None
) -> None:
    text = (said or "").replace("'", "''")
    connection.execute(f"comment on {what} {name} is '{text}'")


def can_be_written(file: Path) -> bool:
    """Tell whether nothing in this process holds a file that was validated."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table written (i integer)")
        connection.execute("drop table written")
    return True


def hole(file: Path, number: int, holes: int) -> str:
    """Overwrite one stretch of a file, and give what is then said about it."""
    content = bytearray(file.read_bytes())
    # The headers of a DuckDB file are its first three pages.
    length = (len(content) - 3 * 4096) // holes
    start = 3 * 4096 + number * length
    content[start : start + length] = bytes(length)
    broken = file.with_name("hole.duckdb")
    broken.write_bytes(content)
    try:
        return validate(broken).failures[0]
    except UserError as error:
        return error.message


def hollow(file: Path, schema: str) -> list[str]:
    """Give what is broken in a file of a kind that has none of its tables."""
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(f"create table {schema}.something (i integer)")
        connection.execute(f"create view {schema}.dim_people as select 1 as person_id")
    return [*validate(file).failures]


def prove(
    kind: str, file: Path, scratch: Path, damages: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Validate a file of a kind, and a damaged copy for each of its damages."""
    copy = scratch / f"{kind}_copy.duckdb"
    public_copy(file, copy, SCHEMAS[kind])
    whole = validate(copy, scratch / kind)
    promises = promises_of(KINDS[kind])
    damaged: dict[str, dict[str, list[Any]]] = {}
    for table in promises:
        for asked, sql in damages.get(table, {}).items():
            broken = shutil.copy(copy, scratch / "damaged.duckdb")
            with duckdb.connect(str(broken)) as connection:
                connection.execute(sql)
            chosen = [each for each in promises[table] if asked in each.description]
            outcomes = run(broken, {table: chosen})
            damaged.setdefault(table, {})[asked] = [*map(_as_json, outcomes)]
    return {
        "promises": [
            (table, expectation.description)
            for table, expectations in promises.items()
            for expectation in expectations
        ],
        "docs": str(scratch / kind),
        "not_kept": [*whole.failures, *map(str, whole.to_look_at)],
        "can_be_written": can_be_written(copy),
        "holes": [hole(copy, number, HOLES) for number in range(HOLES)],
        "damaged": damaged,
    }


def main(job: dict[str, Any]) -> dict[str, Any]:
    """Do a job."""
    scratch = Path(job["scratch"])
    return {
        kind: {
            **prove(kind, Path(file), scratch, job["damages"]),
            "hollow": hollow(scratch / f"{kind}_hollow.duckdb", kind),
        }
        for kind, file in job["files"].items()
    }


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), "message": str(outcome)}


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)

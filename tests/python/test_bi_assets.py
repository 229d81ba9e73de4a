"""The dashboards and the pages for BI tools ask for what the contracts have."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import bundle
from warehouse import PROJECT, Build

SPEC = bundle.read_spec()
PAGES = sorted((PROJECT / "docs" / "bi").glob("*.md"))
QUERY = re.compile(r"```sql\n(.*?)```", re.S)
# Queries in Python, R and JavaScript: what is quoted and names a table of a schema.
QUOTED = re.compile(r'"""(.*?)"""|"([^"]*?)"', re.S)
PUBLIC = re.compile(r"\b(?:marts|quality|release)\.\w+")


@pytest.fixture(scope="module")
def contracts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of the public tables as their contracts have them, without rows."""
    with duckdb.connect() as connection:
        for folder in ("marts", "quality", "release"):
            connection.execute(f"create schema {folder}")
            for file in (PROJECT / "models" / folder).rglob("*.yml"):
                for model in yaml.safe_load(file.read_text()).get("models", []):
                    columns = ", ".join(
                        f"{column['name']} {column['data_type']}"
                        for column in model.get("columns", [])
                    )
                    if columns:
                        connection.execute(
                            f"create table {folder}.{model['name']} ({columns})"
                        )
        yield connection


def queries(chart: dict[str, Any]) -> str:
    """What Superset asks for a chart, as plain SQL."""
    table = chart["table"]
    metrics = {
        metric["name"]: metric["expression"]
        for metric in SPEC["metrics"].get(table, [])
    }
    groups = [chart[key] for key in ("by", "split") if key in chart]
    asked = [*chart.get("columns", []), *groups]
    if "metric" in chart:
        asked.append(metrics[chart["metric"]])
    schema = bundle.SCHEMAS.get(table[:3], "marts")
    return (
        f"select {', '.join(asked)} from {schema}.{table}"
        f" where {chart.get('where', 'true')}"
        + (f" group by {', '.join(groups)}" if groups else "")
    )


@pytest.mark.parametrize("name", SPEC["charts"])
def test_a_chart_asks_for_columns_that_there_are(
    contracts: duckdb.DuckDBPyConnection, demo: Build, name: str
) -> None:
    """By the contract; and on the demo it has something to show."""
    query = queries(SPEC["charts"][name])
    contracts.execute(query)
    assert demo.rows(query), query


@pytest.mark.parametrize("table", SPEC["metrics"])
def test_a_metric_is_sql_on_its_table(
    contracts: duckdb.DuckDBPyConnection, table: str
) -> None:
    """Each of them, whether a chart uses it or not."""
    schema = bundle.SCHEMAS.get(table[:3], "marts")
    for metric in SPEC["metrics"][table]:
        contracts.execute(f"select {metric['expression']} from {schema}.{table}")


def test_a_renamed_column_would_show(contracts: duckdb.DuckDBPyConnection) -> None:
    """What is not in the contract is an error."""
    chart = {**SPEC["charts"]["leavers"], "columns": ["team_path", "uncovered_number"]}
    with pytest.raises(duckdb.BinderException, match="uncovered_number"):
        contracts.execute(queries(chart))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_queries_of_a_page_run(
    contracts: duckdb.DuckDBPyConnection, page: Path
) -> None:
    """Whatever language they are in."""
    text = page.read_text()
    found = QUERY.findall(text)
    for block in re.findall(r"```(?:python|r|js)\n(.*?)```", text, re.S):
        found += [a or b for a, b in QUOTED.findall(block) if PUBLIC.search(a or b)]
    for query in found:
        contracts.execute(query)
    without = ("README.md", "excel.md", "power-bi.md", "superset.md", "tableau.md")
    assert found or page.name in without
    # A table that a page names in passing is one, too.
    names = {
        f"{schema}.{table}"
        for schema, table in contracts.execute(
            "select schema_name, table_name from duckdb_tables()"
        ).fetchall()
    }
    assert {*PUBLIC.findall(text)} <= names


def test_every_page_is_in_the_list() -> None:
    """The list of tools leads to every page."""
    listed = (PROJECT / "docs" / "bi" / "README.md").read_text()
    missing = [page.name for page in PAGES if f"({page.name})" not in listed]
    assert missing == ["README.md"]


def test_the_bundle_is_whole(tmp_path: Path) -> None:
    """Every id leads to a part; columns are those of the contracts; twice the same."""
    bundle.write(tmp_path / "one.zip", Path("/example/competency.duckdb"))
    bundle.write(tmp_path / "two.zip", Path("/example/competency.duckdb"))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        parts = {
            name: yaml.safe_load(archive.read(name)) for name in archive.namelist()
        }
    ids = {part["uuid"] for part in parts.values() if "uuid" in part}
    assert len(ids) == len(parts) - 1
    used = set(re.findall(r'uuid"?: "([0-9a-f-]{36})"', json.dumps(parts), re.I))
    assert used == ids
    database = parts["competency/databases/competency.yaml"]
    assert database["sqlalchemy_uri"] == "duckdb:////example/competency.duckdb"
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
    shown = {
        name
        for board in SPEC["dashboards"].values()
        for row in board["rows"]
        for name in row
    }
    assert shown == {*SPEC["charts"]}

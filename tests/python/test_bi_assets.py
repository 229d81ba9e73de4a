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
REPORT_SQL = PROJECT / "src" / "competency_warehouse" / "report" / "sql" / "team"
PAGES = sorted((PROJECT / "docs" / "bi").glob("*.md"))
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# Queries in another language or a command: what is quoted and names a public table.
QUOTED = re.compile(r'"""(.*?)"""|"([^"]*?)"', re.S)
# Formulas: 'table'[column] of Power BI, `[Column]` of `table` for Tableau.
DAX = re.compile(r"'(\w+)'\[(\w+)\]")
TABLEAU = re.compile(r"`([^`\n]*\[[^`\n]*)`\s+of\s+`(\w+)`")
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
    return (
        f"select {', '.join(asked)} from {bundle.schema(table)}.{table}"
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
    for metric in SPEC["metrics"][table]:
        contracts.execute(
            f"select {metric['expression']} from {bundle.schema(table)}.{table}"
        )


@pytest.mark.parametrize(
    "name", [name for name, board in SPEC["dashboards"].items() if "filter" in board]
)
def test_a_filter_filters_every_chart(name: str) -> None:
    """Superset leaves a chart as it is where its table has no such column."""
    board = SPEC["dashboards"][name]
    for chart in (SPEC["charts"][key] for row in board["rows"] for key in row):
        table = bundle.contract(chart["table"])
        columns = [column["name"] for column in table["columns"]]
        assert board["filter"] in columns, chart["title"]


def test_the_figures_are_those_of_the_report(demo: Build) -> None:
    """A metric with the label of a headline figure says the same number."""
    figures = {
        figure["label"]: figure["value"]
        for figure in demo.records((REPORT_SQL / "figures.sql").read_text())
    }
    said = {
        metric["label"]: demo.rows(
            f"select {metric['expression']} from {bundle.schema(table)}.{table}"
        )[0][0]
        for table, metrics in SPEC["metrics"].items()
        for metric in metrics
        if metric["label"] in figures
    }
    assert len(said) > 5
    assert said == {label: pytest.approx(figures[label]) for label in said}


def test_no_team_chosen_is_the_whole_organisation(demo: Build) -> None:
    """Averaged over teams, a person would count again in each team above their own."""
    query = queries(SPEC["charts"]["trend"])
    whole = """
        select measured_on, skill_name, covering_share
        from marts.rpt_team_coverage_monthly
        where is_required and team_path = 'Example Organisation'
    """
    assert {*demo.rows(query)} == {*demo.rows(whole)}


def test_a_renamed_column_would_show(contracts: duckdb.DuckDBPyConnection) -> None:
    """What is not in the contract is an error."""
    chart = {**SPEC["charts"]["leavers"], "columns": ["team_path", "uncovered_number"]}
    with pytest.raises(duckdb.BinderException, match="uncovered_number"):
        contracts.execute(queries(chart))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_queries_of_a_page_run(
    contracts: duckdb.DuckDBPyConnection, demo: Build, page: Path
) -> None:
    """Whatever language they are in; and on the demo they have something to say."""
    text = page.read_text()
    found = [
        f"select {column} from marts.{table}" for table, column in DAX.findall(text)
    ]
    for formula, table in TABLEAU.findall(text):
        for caption in re.findall(r"\[(.+?)\]", formula):
            column = caption.lower().replace(" ", "_")
            found.append(f"select {column} from marts.{table}")
    for language, block in FENCED.findall(text):
        quoted = [a or b for a, b in QUOTED.findall(block)]
        texts = [block] if language == "sql" else quoted
        found += [query for query in texts if language == "sql" or PUBLIC.search(query)]
    for query in found:
        contracts.execute(query)
        assert demo.rows(query), query
    assert found or page.name in ("README.md", "excel.md", "superset.md")
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

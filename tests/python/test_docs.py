"""The documentation says what is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import answers
from competency_warehouse.contract import EXPORT_TABLES
from warehouse import PROJECT, Build

README = (PROJECT / "README.md").read_text()
PAGES = [
    PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
] + sorted((PROJECT / "docs").rglob("*.md"))


@pytest.mark.parametrize(
    ("query", "printed"),
    re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", README, flags=re.DOTALL),
)
def test_readme_queries_print_what_it_shows(
    demo: Build, query: str, printed: str
) -> None:
    """DuckDB's command line prints the README's tables, letter for letter."""
    shell = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "duckdb"), "-readonly", "-batch"),
            *(str(demo.file), "-c", query),
        ],
        capture_output=True,
        check=True,
    )
    assert shell.stdout.decode() == printed


def test_readme_has_three_queries() -> None:
    """None of them got lost to a change of the page's form."""
    assert README.count("```sql\n") == README.count("```text\n") >= 3


def test_readme_names_every_public_table(demo: Build) -> None:
    """The map of tables is whole."""
    tables = demo.rows(
        "select table_name from duckdb_tables()"
        " where schema_name in ('marts', 'quality', 'release')"
    )
    assert [name for (name,) in tables if name not in README] == []


def test_every_description_has_a_query_that_runs(demo: Build) -> None:
    """The query to start from, in the comment of each public table, runs."""
    comments = demo.rows(
        "select table_name, comment from duckdb_tables()"
        " where schema_name in ('marts', 'quality', 'release')"
    )
    assert comments
    for table, comment in comments:
        (query,) = re.findall(r"((?:^    .*\n?)+)", comment, flags=re.MULTILINE)
        assert demo.rows(query) is not None, table


def test_every_question_has_one_query() -> None:
    """Each row of the README's tables of questions leads to a query of its table."""
    asked = answers.questions()
    rows = re.findall(r"^\|.*\?.*\|$", README, flags=re.MULTILINE)
    assert len(asked) == len([row for row in rows if "what if?" not in row]) >= 48
    linked = [question.analysis for question in asked]
    files = sorted((PROJECT / "analyses").glob("*.sql"))
    assert sorted(linked) == [f"analyses/{file.name}" for file in files]
    for question in asked:
        assert question.table in question.query(), question.analysis


def test_the_page_of_answers_is_what_the_demo_answers(demo_what_if: Build) -> None:
    """Letter for letter, and every question has an answer; `make answers` writes it."""
    page = answers.page(demo_what_if.file)
    assert page == answers.PAGE.read_text(encoding="utf-8")
    assert not re.search(r"\b0 rows", page)


def test_exports_page_lists_the_contract() -> None:
    """docs/exports.md has every table with its columns, in their order."""
    page = (PROJECT / "docs" / "exports.md").read_text()
    sections = dict(re.findall(r"### (\w+)\n(.*?)(?=\n##|\Z)", page, flags=re.DOTALL))
    assert {
        name: tuple(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))
        for name, text in sections.items()
    } == {name: table.columns for name, table in EXPORT_TABLES.items()}
    assert {name for name, text in sections.items() if "*Optional.*" in text} == {
        name for name, table in EXPORT_TABLES.items() if not table.required
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link of a page is a file of the project."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []

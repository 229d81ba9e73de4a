"""Old clients of DuckDB read what is published; `make clients` tries all there are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reliability import TEAM, a_publisher
from warehouse import PROJECT, Build

sys.path.append(str(PROJECT / "tests" / "clients"))
from clients import Question, ask, read


@pytest.fixture(scope="module")
def published(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, published: every type that a mart has is in it."""
    out = tmp_path_factory.mktemp("clients") / "dist"
    a_publisher(out, check=lambda file, docs: ()).publish(demo.file, 0, None)
    return out / TEAM


@pytest.fixture(scope="module")
def questions(published: Path) -> list[Question]:
    """What to read of it."""
    return ask(published)


@pytest.mark.parametrize("client", ["duckdb 1.1", "duckdb 1.3"])
def test_an_old_client_reads_every_row(
    client: str, published: Path, questions: list[Question], tmp_path: Path
):
    """And every value is what this project's own duckdb reads."""
    reading = read(client, published, questions, tmp_path)
    assert reading.faults == ()
    assert reading.tables == len(questions) > 15
    assert f"duckdb {reading.version}".startswith(client)


def test_a_client_that_reads_something_else_is_found(
    published: Path, questions: list[Question], tmp_path: Path
):
    """The comparison is one: with another answer expected, it fails."""
    first, *others = questions
    changed = [{**first, "answer": ["another digest", 0]}, *others]
    reading = read("SQLAlchemy", published, changed, tmp_path)
    (fault,) = reading.faults
    assert fault.startswith(first["table"])

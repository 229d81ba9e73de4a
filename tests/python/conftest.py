"""Fixtures that several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse import PROJECT, Build, run_dbt


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The demo, built from the committed seeds with every test of dbt."""
    build = run_dbt(tmp_path_factory.mktemp("demo"), "build")
    assert build.exit_code == 0, build.output
    return build


@pytest.fixture
def fixtures() -> Path:
    """The folder of test data."""
    return PROJECT / "tests" / "python" / "fixtures"

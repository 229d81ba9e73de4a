"""Fixtures that several test files share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from answers import SCENARIO
from direct_build import DirectBuilder
from garbage import collect_less
from warehouse import (
    PROJECT,
    PSEUDONYM_KEY,
    Build,
    DbtWorker,
    copy_seeds,
    run_dbt,
)

collect_less()

# The same commit passes or fails again; --hypothesis-profile default draws others.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


# Before xdist reads the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, and all files that use the demo in one too.

    Each process builds what its tests need: the demo shall not be built in two. What
    is marked ``early`` begins first: it takes minutes.
    """
    uses_demo = {
        item.path for item in items if "demo" in getattr(item, "fixturenames", ())
    }
    for item in items:
        name = "demo" if item.path in uses_demo else item.path.stem
        item.add_marker(pytest.mark.xdist_group(name))
    items.sort(key=lambda item: item.get_closest_marker("early") is None)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The demo: the committed seeds, built with every test of dbt and with a key."""
    build = run_dbt(
        tmp_path_factory.mktemp("demo"),
        *("build", "--selector", "everything"),
        surroundings={"COMPETENCY_PSEUDONYM_KEY": PSEUDONYM_KEY},
    )
    assert build.exit_code == 0, build.output
    return build


@pytest.fixture(scope="session")
def worker() -> Iterator[DbtWorker]:
    """A child process for many small runs of dbt."""
    worker = DbtWorker()
    yield worker
    worker.close()


@pytest.fixture(scope="session")
def direct(
    worker: DbtWorker, tmp_path_factory: pytest.TempPathFactory
) -> DirectBuilder:
    """Builds exports by the compiled SQL alone: for tests of the tables."""
    return DirectBuilder(worker, tmp_path_factory.mktemp("direct"))


@pytest.fixture(scope="session")
def seed_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed seeds as a folder of exports; not to be changed."""
    return copy_seeds(tmp_path_factory.mktemp("seed_export") / "export")


@pytest.fixture(scope="session")
def from_csv(
    direct: DirectBuilder,
    seed_export: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Build:
    """A build of ``seed_export``; not to be built over."""
    build = direct.build(tmp_path_factory.mktemp("from_csv"), seed_export)
    assert build.exit_code == 0, build.output
    return build


@pytest.fixture(scope="session")
def demo_what_if(
    demo: Build,
    worker: DbtWorker,
    seed_export: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Build:
    """The demo, and a scenario of it built beside with all data tests."""
    folder = tmp_path_factory.mktemp("what_if")
    shutil.copy(demo.file, folder / "competency.duckdb")
    build = worker.run(
        folder,
        "build",
        exports=seed_export,
        variables={"scenario": SCENARIO},
    )
    assert build.exit_code == 0, build.output
    return build


@pytest.fixture
def fixtures() -> Path:
    """The folder of test data."""
    return PROJECT / "tests" / "python" / "fixtures"

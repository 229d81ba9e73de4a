"""Build a warehouse in a child process and look into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Build:
    """What one run of dbt left behind.

    Attributes:
        file: the DuckDB file.
        exit_code: 0 when nothing failed.
        output: what dbt printed.
        results: one dict per node, from ``run_results.json``.
    """

    file: Path
    exit_code: int
    output: str
    results: list[dict[str, Any]]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query against the file, read-only, and give all rows."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def records(self, query: str) -> list[dict[str, Any]]:
        """Run a query against the file and give its rows as dicts."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def status(self, node: str) -> str:
        """Status of the model or test whose name begins with ``node``."""
        (status,) = {
            result["status"]
            for result in self.results
            if result["unique_id"].split(".")[2].startswith(node)
        }
        return status


def run_dbt(
    folder: Path,
    *arguments: str,
    exports: Path | None = None,
    variables: dict[str, Any] | None = None,
) -> Build:
    """Run dbt on this project with its database and artifacts in ``folder``.

    Args:
        folder: where the database, the artifacts and the logs go; used again by a
            second run, it shows what a failed build leaves of the first.
        *arguments: the dbt command and its arguments, for example ``"build"``.
        exports: folder of exports to read in place of the seeds.
        variables: dbt vars that differ from ``dbt_project.yml``.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMPETENCY_", "DBT_"))
    }
    environment["COMPETENCY_BUILD_FILE"] = str(folder / "competency.duckdb")
    if exports is not None:
        environment["COMPETENCY_EXPORTS"] = str(exports)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "target"
    finished = subprocess.run(
        [
            str(Path(sys.executable).parent / "dbt"),
            *arguments,
            *("--target-path", str(target)),
            *("--log-path", str(folder / "logs")),
            *("--vars", json.dumps(variables or {})),
        ],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    results_file = target / "run_results.json"
    results = (
        json.loads(results_file.read_text())["results"] if results_file.exists() else []
    )
    return Build(
        file=folder / "competency.duckdb",
        exit_code=finished.returncode,
        output=finished.stdout + finished.stderr,
        results=results,
    )

"""SQLMesh's build of the same project from the same files.

SQLMesh loads a dbt project as it is, but for what is taken out of the copy that it
gets here: hooks (it does not hand them the vars), data and unit tests (their names are
longer than its file names may be), metrics and exposures. It writes no contracts, keys
or checks. What find_increment() leaves for the models is put into the file first.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click
import duckdb
import yaml

from builds import Dbt, Job, best, different_tables, emptied, synthesise
from child import PROJECT, run
from environment import program
from figures import Figure

LEFT_OUT = (
    "data_tests",
    "unit_tests",
    "exposures",
    "semantic_models",
    "metrics",
    "saved_queries",
)
CONFIG = """\
from pathlib import Path
from sqlmesh.dbt.loader import sqlmesh_config

config = sqlmesh_config(Path(__file__).parent)
"""
NO_INCREMENT = """
    create schema build;
    create table build.increment as
    select false as is_increment, '' as reason, cast(null as date) as as_of_before
"""


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without(part) for key, part in value.items() if key not in LEFT_OUT
        }
    if isinstance(value, list):
        return [_without(part) for part in value]
    return value


def _rewrite(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def copy_project(folder: Path) -> None:
    """Write the project into an empty folder, in the form that SQLMesh loads."""
    shutil.copy(PROJECT / "profiles.yml", folder)
    for name in ("macros", "models", "seeds"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("analyses", "tests"):
        (folder / name).mkdir()
    for path in [*folder.glob("models/**/*.yml"), *folder.glob("seeds/**/*.yml")]:
        _rewrite(path, _without(yaml.safe_load(path.read_text(encoding="utf-8"))))
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))
    del settings["on-run-start"], settings["on-run-end"]
    # From when SQLMesh would fill what is incremental; it asks for a day.
    settings["models"]["+start"] = "2000-01-01"
    _rewrite(folder / "dbt_project.yml", settings)
    (folder / "config.py").write_text(CONFIG, encoding="utf-8")


def measure(job: Job) -> list[Figure]:
    """Time `dbt build` without tests against `sqlmesh plan`, both parsed before."""
    exports = synthesise(job)
    folder = exports.parent / "sqlmesh"
    by_dbt, by_sqlmesh = [], []
    for _ in range(job.rounds):
        build = Dbt(emptied(folder / "dbt"), exports)
        by_dbt.append(build.build_models())

        project = emptied(folder / "project")
        copy_project(project)
        database = project / build.database.name
        with duckdb.connect(str(database)) as connection:
            connection.execute(NO_INCREMENT)
        environment = {
            "COMPETENCY_BUILD_FILE": str(database),
            "COMPETENCY_EXPORTS": str(exports),
            "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true",
            "DO_NOT_TRACK": "1",
        }
        sqlmesh = [program("sqlmesh"), "--paths", str(project)]
        run([*sqlmesh, "info"], folder / "info.txt", environment)
        plan = [*sqlmesh, "plan", "--auto-apply", "--no-prompts", "--skip-tests"]
        by_sqlmesh.append(run(plan, folder / "plan.txt", environment))
        different = different_tables(build.database, database)
        if different:
            raise click.ClickException(
                f"SQLMesh gives other rows than dbt: {', '.join(different)}."
            )
        build.database.unlink()
        database.unlink()
    reference = best(by_sqlmesh)
    return [
        Figure("sqlmesh plan", job.size, reference),
        Figure("dbt build, no tests", job.size, best(by_dbt), reference),
    ]

"""Builds of many assessments, and their publication, against the same SQL alone."""

from __future__ import annotations

import shutil

import click

from builds import (
    Dbt,
    Job,
    best,
    compare_rows,
    emptied,
    run_direct,
    synthesise,
)
from child import SCRIPTS, Cost, run
from direct import artifact
from figures import Figure, table

MODELS_LISTED = 15


def measure(job: Job) -> list[Figure]:
    """Time the build of many assessments against the same SQL without dbt.

    Prints one line per model, the slowest first: name, rows, seconds by dbt, seconds
    of the SQL alone.
    """
    exports = synthesise(job)
    folder = exports.parent
    costs: dict[str, list[Cost]] = {}
    models: dict[str, list[tuple[float, float]]] = {}
    for _ in range(job.rounds):
        build = Dbt(emptied(folder / "dbt"), exports, job.memory_limit)
        # As on any day but the first: the project has been parsed.
        costs.setdefault("models", []).append(build.build_models())
        database, cost, seconds = run_direct(folder / "direct", build)
        costs.setdefault("direct", []).append(cost)
        for name, by_dbt in build.model_seconds().items():
            models.setdefault(name, []).append((by_dbt, seconds[name]))
        rows = compare_rows(build.database, database)
        database.unlink()
        costs.setdefault("promises", []).append(
            run(
                [str(SCRIPTS / "competency"), "validate", str(build.database)],
                folder / "validate.txt",
            )
        )
        build.database.unlink()
        costs.setdefault("tests", []).append(build.run("build"))
        published = emptied(folder / "dist")
        costs.setdefault("publish", []).append(
            run(
                [
                    *(str(SCRIPTS / "competency"), "publish"),
                    *("--build", str(build.database), "--out", str(published)),
                ],
                folder / "publish.txt",
            )
        )
        build.database.unlink()
        shutil.rmtree(published)
    nodes = artifact(build.target, "manifest.json")["nodes"]
    print_models(
        {
            f"{nodes[name]['schema']}.{nodes[name]['name']}": pairs
            for name, pairs in models.items()
        },
        rows,
    )
    fastest = {name: best(several) for name, several in costs.items()}
    alone, without_tests = fastest["direct"], fastest["models"]
    return [
        Figure("the same SQL, no dbt", job.size, alone),
        Figure("dbt build, no tests", job.size, without_tests, alone, 1.3),
        Figure("dbt build, data tests", job.size, fastest["tests"], alone, 2.5),
        Figure("competency validate", job.size, fastest["promises"]),
        Figure(
            "competency publish, validated",
            job.size,
            fastest["publish"],
            without_tests,
            0.5,
        ),
    ]


def print_models(
    models: dict[str, list[tuple[float, float]]], rows: dict[str, int]
) -> None:
    """Print what each model took, the slowest first.

    Args:
        models: of each table, the seconds by dbt and by the SQL alone of each round.
        rows: the rows of each table.
    """
    fastest = {
        name: [min(seconds) for seconds in zip(*pairs, strict=True)]
        for name, pairs in models.items()
    }
    slowest = sorted(fastest.items(), key=lambda item: -item[1][0])[:MODELS_LISTED]
    header = ["model", "rows", "dbt, seconds", "SQL alone, seconds"]
    lines = [
        [name, f"{rows[name]:,}", f"{by_dbt:.2f}", f"{alone:.2f}"]
        for name, (by_dbt, alone) in slowest
    ]
    click.echo(table(header, lines, left=1) + "\n")

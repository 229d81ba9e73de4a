"""Time what keys, constraints, numbers for keys and CSV files cost, one at a time."""

from __future__ import annotations

from pathlib import Path

import click
import duckdb

from builds import (
    NO_TESTS,
    Dbt,
    Job,
    best,
    count_rows,
    emptied,
    run_direct,
    run_plan,
    synthesise,
)
from child import Cost
from direct import artifact
from figures import Figure

FACT = "fct_assessments"
RECORDS = "int_assessments_resolved"
# Dimensions whose keys the fact has, and those keys.
DIMENSIONS = {"dim_skills": "skill_key", "dim_levels": "level_key"}
QUESTION = """
    select skills.skill_name, levels.level, count(*), max(facts.assessed_on)
    from {table} as facts
    inner join marts.{dim_skills} as skills on facts.skill_key = skills.skill_key
    inner join marts.{dim_levels} as levels on facts.level_key = levels.level_key
    group by all
"""
QUESTIONS = 20
NEVER_NULL = ("assessment_id", "person_id", "skill_key", "level_key")
# The table that each variant is made as.
TABLE = "marts.fct_variant"


def numbered(name: str) -> str:
    """The table in which numbers stand for the keys of a dimension."""
    return f"{name}_numbered"


def variants(sql: str) -> dict[str, list[str]]:
    """The fact as it is, and with what it does without, as statements by name.

    Args:
        sql: the query of the fact, as dbt compiled it.
    """
    create = f"create or replace table {TABLE} as {sql}"
    fill = [f"{create} limit 0", f"insert into {TABLE} {sql}"]
    by_number = create
    for name in DIMENSIONS:
        by_number = by_number.replace(f'"{name}"', f'"{numbered(name)}"')
    never_null = [
        f"alter table {TABLE} alter {column} set not null" for column in NEVER_NULL
    ]
    key = f"alter table {TABLE} add primary key ({NEVER_NULL[0]})"
    return {
        FACT: [create],
        f"… with {len(NEVER_NULL)} columns not null": [fill[0], *never_null, fill[1]],
        "… with a primary key": [fill[0], key, fill[1]],
        "… with numbers for keys": [by_number],
    }


def questions(dimensions: dict[str, str]) -> list[str]:
    """The same question a few times, asked of the table that is there.

    Args:
        dimensions: the table to join, by the dimension that it stands for.
    """
    return [QUESTION.format(table=TABLE, **dimensions)] * QUESTIONS


def time_statements(folder: Path, build: Dbt, statements: list[str]) -> Cost:
    """Execute statements in one connection of a child process, in the build's file."""
    plan = {
        "database": str(build.database),
        "config": {"memory_limit": build.memory_limit} if build.memory_limit else {},
        "settings": {},
        "statements": [
            {"name": str(number), "sql": sql} for number, sql in enumerate(statements)
        ],
    }
    return run_plan(emptied(folder), plan)[0]


def as_csv(exports: Path, folder: Path) -> Path:
    """Write an export of Parquet files anew as CSV files."""
    with duckdb.connect() as connection:
        for file in exports.glob("*.parquet"):
            connection.read_parquet(str(file)).write_csv(
                str(folder / f"{file.stem}.csv")
            )
    return folder


def time_facts(job: Job, exports: Path) -> list[Figure]:
    """Time the fact with what it does without, and questions that join it."""
    folder = exports.parent / "costs"
    build = Dbt(emptied(folder / "dbt"), exports, job.memory_limit)
    build.run("build", *NO_TESTS, "--select", f"+{FACT}")
    nodes = artifact(build.target, "run_results.json")["results"]
    (sql,) = (
        node["compiled_code"]
        for node in nodes
        if node["unique_id"].endswith(f".{FACT}")
    )
    with duckdb.connect(str(build.database)) as connection:
        for name, key in DIMENSIONS.items():
            connection.execute(
                f"create table marts.{numbered(name)} as select * replace"
                f" (cast(row_number() over () as integer) as {key}) from marts.{name}"
            )
    asked = {
        FACT: ("by text", {name: name for name in DIMENSIONS}),
        "… with numbers for keys": (
            "by number",
            {name: numbered(name) for name in DIMENSIONS},
        ),
    }
    costs: dict[str, list[Cost]] = {}
    rows = set()
    for _ in range(job.rounds):
        for name, statements in variants(sql).items():
            cost = time_statements(folder / "statements", build, statements)
            costs.setdefault(name, []).append(cost)
            rows.add(count_rows(build.database)[TABLE])
            if name in asked:
                how, dimensions = asked[name]
                cost = time_statements(
                    folder / "statements", build, questions(dimensions)
                )
                costs.setdefault(how, []).append(cost)
    build.database.unlink()
    if len(rows) > 1:
        raise click.ClickException(f"{FACT} has other rows with a key: {rows}.")
    fastest = {name: best(several) for name, several in costs.items()}
    by_text, by_number = fastest.pop("by text"), fastest.pop("by number")
    fact = fastest[FACT]
    return [
        *(
            Figure(name, job.size, cost, None if name == FACT else fact)
            for name, cost in fastest.items()
        ),
        Figure(f"{QUESTIONS} questions, joined by text", job.size, by_text),
        Figure("… joined by number", job.size, by_number, by_text),
    ]


def time_files(job: Job, exports: Path) -> list[Figure]:
    """Time all that is made of the records, from Parquet and from CSV."""
    folder = exports.parent / "costs"
    places = {"Parquet": exports, "CSV": as_csv(exports, emptied(folder / "csv"))}
    costs: dict[str, list[Cost]] = {kind: [] for kind in places}
    for kind, place in places.items():
        build = Dbt(emptied(folder / f"from_{kind}"), place, job.memory_limit)
        build.run("build", *NO_TESTS, "--select", f"+{RECORDS}")
        build.database.unlink()
        for _ in range(job.rounds):
            database, cost, _ = run_direct(folder / "direct", build)
            costs[kind].append(cost)
            database.unlink()
    parquet, csv = (best(costs[kind]) for kind in places)
    return [
        Figure(f"{RECORDS}, from Parquet", job.size, parquet),
        Figure("… from CSV", job.size, csv, parquet),
    ]


def measure(job: Job) -> list[Figure]:
    """Time what the warehouse does without: keys, numbers for keys, CSV files.

    Raises:
        click.ClickException: two ways to the same table give other numbers of rows.
    """
    exports = synthesise(job)
    return [*time_facts(job, exports), *time_files(job, exports)]

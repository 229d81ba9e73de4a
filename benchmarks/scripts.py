"""Time the four core marts against the scripts that a user would otherwise write.

The typed fact, the level of each person and skill, the gaps to roles and the cover of
teams: by the SQL of the models that these four need, without dbt, and by a straight
script in polars and one in pandas, from the same Parquet. The warehouse does more than
they: it judges each record and reads each text as untrusted. Their rows must be equal.
"""

from __future__ import annotations

from pathlib import Path

import click
import duckdb

from builds import NO_TESTS, Dbt, Job, best, emptied, run_direct, synthesise
from child import Cost, run
from environment import program
from figures import Figure

AIMS = {"polars": 1, "pandas": 0.25}
# The four tables, as a query of what both sides have: the mart, and the script's file.
CORE = {
    "ratings": (
        "fct_assessments",
        "select assessment_id, person_id, skill_id, level_rank, is_revoked,"
        " assessed_on, expires_on, recorded_at from marts.fct_assessments",
    ),
    "held": (
        "fct_person_skills",
        "select person_id, skill_id, effective_rank, latest_rank, highest_rank,"
        " last_known_rank, assessment_count, currency_status"
        " from marts.fct_person_skills",
    ),
    "gaps": (
        "rpt_role_gaps",
        "select person_id, role_id, skill_id, importance, required_rank, held_rank,"
        " gap_status, gap, surplus"
        " from marts.rpt_role_gaps inner join marts.dim_skills using (skill_key)",
    ),
    "covered": (
        "rpt_team_coverage",
        "select team_id, skill_id, level, member_count, at_level_count,"
        " at_or_above_count, none_count, stale_count, not_assessed_count"
        " from marts.rpt_team_coverage inner join marts.dim_skills using (skill_key)",
    ),
}


def compare(database: Path, results: Path) -> None:
    """See that a script found the rows that the marts have.

    Args:
        database: the file with the marts.
        results: the folder that the script wrote to.

    Raises:
        click.ClickException: they differ; the message says in which table, and how.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, (model, query) in CORE.items():
            mart = connection.sql(query)
            types = zip(mart.columns, mart.types, strict=True)
            columns = ", ".join(f"cast({column} as {kind})" for column, kind in types)
            script = f"select {columns} from '{results / name}.parquet'"
            # By the hashes of whole rows: a comparison of ten million takes memory.
            ((left,), (right,)) = (
                connection.execute(
                    "select (count(*), sum(hash(found)::hugeint % 1000000007),"
                    f" bit_xor(hash(found))) from ({side}) as found"
                ).fetchone()
                for side in (query, script)
            )
            if left != right:
                raise click.ClickException(
                    f"{results.name} differs from {model}: {right} there, {left} here"
                    " (rows, and two sums over all of them)."
                )


def time_script(folder: Path, library: str, exports: Path) -> tuple[Path, Cost]:
    """Run one of the scripts as a process of its own."""
    results = emptied(folder / library)
    script = str(Path(__file__).parent / f"core_{library}.py")
    cost = run(
        [program("python"), script, str(exports), str(results)],
        folder / f"{library}.txt",
    )
    return results, cost


def measure(job: Job) -> list[Figure]:
    """Time the four core marts, without dbt, against straight scripts."""
    exports = synthesise(job)
    folder = exports.parent
    build = Dbt(emptied(folder / "core"), exports)
    build.run("parse")
    models = [f"+{model}" for model, _ in CORE.values()]
    build.run("build", *NO_TESTS, "--select", *models)
    build.database.unlink()
    marts: list[Cost] = []
    scripts: dict[str, list[Cost]] = {library: [] for library in AIMS}
    # In turn, since the speed of a machine may change with the hour.
    for _ in range(job.rounds):
        database, cost, _ = run_direct(folder / "core_direct", build)
        marts.append(cost)
        for library, costs in scripts.items():
            results, cost = time_script(folder, library, exports)
            costs.append(cost)
            compare(database, results)
        database.unlink()
    figures = []
    for library, costs in scripts.items():
        script = best(costs)
        figures += [
            Figure(f"core marts by a script in {library}", job.size, script),
            Figure(
                "core marts, the same rows, no dbt",
                job.size,
                best(marts),
                reference=script,
                aim=AIMS[library],
            ),
        ]
    return figures

"""Agreement of raters, against kappa computed in other ways."""

from __future__ import annotations

import random
from statistics import fmean, pvariance

import duckdb
import pytest

from oracle_calibration import kappa_of_table
from warehouse import Build

TABLES = 200
INPUTS = {
    "int_build_passed": "select date '2026-01-01' as as_of_date",
    "dim_assignments": "select '' as person_id, '' as team_id, true as is_current",
    "bridge_team_ancestors": "select '' as team_id, '' as ancestor_team_id",
    "dim_teams": "select '' as team_id, '' as team_path",
    "dim_skills": (
        "select '' as skill_key, '' as skill_id, '' as skill_name,"
        " '' as domain_id, '' as domain_name"
    ),
}


def random_pairs(seed: int) -> list[tuple[int, int]]:
    """Make some pairs of ranks; the larger the seed, the more they agree."""
    draw = random.Random(seed)
    levels = draw.randint(1, 7)
    share = seed / TABLES
    pairs = []
    for _ in range(draw.choice([1, 2, 3, 10, 32, 500])):
        first = draw.randint(0, levels)
        agrees = draw.random() < share
        pairs.append((first, first if agrees else draw.randint(0, levels)))
    return pairs


@pytest.fixture(scope="module")
def kappas(demo: Build) -> dict[str, float | None]:
    """What the model makes of 200 random tables, each as a framework of its own."""
    compiled = demo.file.parent / "target" / "compiled" / "competency_warehouse"
    model = "models/marts/calibration/rpt_rater_agreement.sql"
    # The minimum is for people to see, and of no concern to the arithmetic.
    query = (compiled / model).read_text().replace("pair_count < 32", "false")
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as competency")
        for schema in ("intermediate", "marts"):
            connection.execute(f"create schema competency.{schema}")
        for name, rows in INPUTS.items():
            schema = "intermediate" if name.startswith("int_") else "marts"
            connection.execute(f"create table competency.{schema}.{name} as {rows}")
        connection.execute(
            "create table competency.marts.fct_rater_pairs (framework_id varchar,"
            " person_id varchar, skill_key varchar, first_assessor_type varchar,"
            " second_assessor_type varchar, first_rank integer, second_rank integer,"
            " is_comparable boolean)"
        )
        pairs = [
            (f"table {seed}", f"person {number}", *pair)
            for seed in range(TABLES)
            for number, pair in enumerate(random_pairs(seed))
        ]
        connection.execute(
            "insert into competency.marts.fct_rater_pairs"
            " select unnest($1), unnest($2), 'k', 'self', 'manager', unnest($3),"
            " unnest($4), true",
            [list(column) for column in zip(*pairs, strict=True)],
        )
        rows = (
            connection.sql(query)
            .filter("scope = 'organisation'")
            .project("framework_id, quadratic_weighted_kappa")
            .fetchall()
        )
    return dict(rows)


def are_equal(one: float | None, other: float | None) -> bool:
    """Whether two kappas are the same to 1e-12, or both NULL."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-12


def test_kappa_is_that_of_the_table_form(kappas: dict[str, float | None]) -> None:
    """1 - observed / expected disagreement (Cohen 1968), in fractions."""
    assert len(kappas) == TABLES
    for seed in range(TABLES):
        expected = kappa_of_table(random_pairs(seed))
        assert are_equal(kappas[f"table {seed}"], expected), seed
    assert None in kappas.values()


def test_kappa_is_that_of_the_moments(kappas: dict[str, float | None]) -> None:
    """2 cov / (var + var + (mean - mean)^2), with population moments."""
    for seed in range(TABLES):
        firsts, seconds = zip(*random_pairs(seed), strict=True)
        means = fmean(firsts), fmean(seconds)
        covariance = fmean(
            (x - means[0]) * (y - means[1])
            for x, y in zip(firsts, seconds, strict=True)
        )
        variances = pvariance(firsts) + pvariance(seconds)
        spread = variances + (means[0] - means[1]) ** 2
        expected = 2 * covariance / spread if spread else None
        assert are_equal(kappas[f"table {seed}"], expected), seed

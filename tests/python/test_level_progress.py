"""Time to level: the product-limit curve against the one that SciPy computes."""

from __future__ import annotations

import math
import warnings
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

import oracle
import oracle_person
from oracle_person import Wait
from test_oracle import SEEDS, demo_export
from warehouse import Build

MODEL = "marts/person/rpt_level_progress_curve.sql"
AS_OF = date(2026, 2, 28)
# Days, waiting share and standard error.
Curve = list[tuple[int, float, float | None]]


def scipys_curve(waits: list[Wait]) -> Curve:
    """Let SciPy estimate the share that still waits.

    The error is read from a narrow interval, one that nothing cuts off at 0 or 1.
    """
    days = [wait.days for wait in waits]
    curve = stats.ecdf(
        stats.CensoredData.right_censored(days, [not w.is_reached for w in waits])
    ).sf
    level = 0.01
    with warnings.catch_warnings():
        # Where nobody waits any more it has no interval, and says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        high = curve.confidence_interval(level).high.probabilities
    half_width = stats.norm.ppf((1 + level) / 2)
    return [
        (int(day), float(share), float((top - share) / half_width) if share else None)
        for day, share, top in zip(
            curve.quantiles, curve.probabilities, high, strict=True
        )
    ]


def assert_equal_curves(found: Curve, expected: Curve) -> None:
    """Both have the same days, shares and errors; SciPy's intervals cost digits."""
    assert [day for day, _, _ in found] == [day for day, _, _ in expected]
    for (_, share, error), (_, its_share, its_error) in zip(
        found, expected, strict=True
    ):
        assert math.isclose(share, its_share, rel_tol=0, abs_tol=1e-12)
        assert (error is None) == (its_error is None)
        assert error is None or math.isclose(error, its_error or 0, abs_tol=1e-11)


def test_curves_of_the_demo_are_scipys(demo: Build) -> None:
    """Every curve of the demo, over its framework and skill by skill."""
    marts = oracle.recompute(
        oracle.read_export(*demo_export(SEEDS)), oracle.Policy()
    ).marts
    expected = {
        scope: scipys_curve(waits)
        for scope, waits in oracle_person.waits(marts).items()
    }
    found: dict[tuple[str, str | None, str], Curve] = {scope: [] for scope in expected}
    for framework_id, skill_id, level, *point in demo.rows(
        "select c.framework_id, s.skill_id, c.level, c.elapsed_days, c.waiting_share,"
        " c.standard_error from marts.rpt_level_progress_curve as c"
        " left join marts.dim_skills as s using (skill_key) order by c.elapsed_days"
    ):
        found[framework_id, skill_id, level].append((point[0], point[1], point[2]))
    assert len(expected) > 1
    for scope, curve in found.items():
        assert_equal_curves(curve, expected[scope])


@pytest.fixture(scope="module")
def curve_of_waits(demo: Build) -> duckdb.DuckDBPyConnection:
    """The model's own query over tables that a test fills: the view ``curve``."""
    compiled = demo.file.parent / "target" / "compiled" / "competency_warehouse"
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as competency")
    for statement in (
        "create schema competency.marts",
        "create schema competency.intermediate",
        "create table competency.intermediate.int_build_passed as"
        f" select date '{AS_OF}' as as_of_date",
        "create table competency.marts.dim_skills as"
        " select 'k' as skill_key, 'f' as framework_id",
        "create table competency.marts.dim_levels as"
        " select 'f' as framework_id, r as level_rank, 'l' || r as level_key,"
        " 'l' || r as level from (values (0), (1)) as ranks (r)",
        "create table competency.marts.dim_people"
        " (person_id varchar, last_assigned_on date)",
        "create table competency.marts.fct_level_transitions (person_id varchar,"
        " skill_key varchar, level_rank integer, is_skipped boolean, reached_on date)",
        f"create view curve as {(compiled / 'models' / MODEL).read_text()}",
    ):
        connection.execute(statement)
    return connection


@given(
    st.lists(
        st.tuples(st.integers(0, 12) | st.integers(0, 4000), st.booleans()),
        min_size=1,
        max_size=60,
    )
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_curves_of_random_waits_are_scipys(
    curve_of_waits: duckdb.DuckDBPyConnection, facts: list[tuple[int, bool]]
) -> None:
    """Ties, waits of no day, everybody arrived, nobody did: SciPy says the same."""
    waits = [Wait(days, is_reached and days > 0) for days, is_reached in facts]
    people, transitions = [], []
    for number, wait in enumerate(waits):
        person_id = f"person_{number:04}"
        # Every other wait is that of a leaver.
        ended = AS_OF - timedelta(days=100 * (number % 2))
        people.append((person_id, ended - timedelta(days=1) if number % 2 else None))
        begun = ended - timedelta(days=wait.days)
        transitions.append((person_id, "k", 0, False, begun))
        if wait.is_reached:
            transitions.append((person_id, "k", 1, False, ended))
    connection = curve_of_waits
    connection.execute("delete from competency.marts.dim_people")
    connection.execute("delete from competency.marts.fct_level_transitions")
    connection.executemany(
        "insert into competency.marts.dim_people values (?, ?)", people
    )
    connection.executemany(
        "insert into competency.marts.fct_level_transitions values (?, ?, ?, ?, ?)",
        transitions,
    )
    found = connection.execute(
        "select elapsed_days, waiting_share, standard_error from curve"
        " where scope = 'skill' order by elapsed_days"
    ).fetchall()
    assert_equal_curves(found, scipys_curve(waits))

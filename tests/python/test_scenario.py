"""What-if: a scenario is built beside today, by the same rules, and leaves it alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from answers import SCENARIO
from oracle import Policy, Warehouse
from oracle_compare import Compared, compare
from test_oracle import COMPARED, corner_cases, recompute
from warehouse import (
    PUBLIC_SCHEMAS,
    WITHOUT_TESTS,
    WITHOUT_UNIT_TESTS,
    Build,
    DbtWorker,
    write_records,
)

# One name for all of them: the project is parsed once for a name.
BUILT = {"scenario": SCENARIO}
# All of today, with the note of its build.
LAYERS = ("raw", "staging", "intermediate", *PUBLIC_SCHEMAS, "release", "build")
COLUMNS = ("scenario", "change", "person_id", "team_id", "role_id", "holds")
# Each kind of change meets each kind of person of the corner cases.
CORNER_CHANGES = """
    leave,both,,,
    move,branch,team_b,speaker,
    join,last,far,master,
    join,idle,empty,smith,
    join,left,team_a,speaker,
    join,boss,org,master,
    leave,again,team_b,,
    join,again,div,smith,
    move,next,far,speaker,
    leave,ties,,,
    move,ties,team_b,smith,
    leave,revoked,empty,,
    join,able_post,team_a,smith,role
    join,able_post,team_b,master,role
    join,half_post,far,smith,role
    join,half_post,empty,master,nothing
    join,new_post,div,master,nothing
    join,bare_post,team_b,speaker,
    move,nobody,div,master,
    leave,boss,,,everything
"""


@dataclass(frozen=True)
class WhatIf:
    """A file with a scenario in it, and what the oracle makes of the same export."""

    build: Build
    expected: Warehouse


def write_changes(folder: Path, lines: str, others: str = "") -> None:
    """Write changes into an export: the scenario's, a line each without its name."""
    own = [f"{SCENARIO},{line.strip()}" for line in lines.strip().splitlines()]
    write_records(
        folder / "scenario_changes.csv",
        [
            dict(zip(COLUMNS, line.split(","), strict=True))
            for line in [*own, *others.splitlines()]
        ],
    )


def of_scenario(compared: Compared) -> Compared:
    """Read the tables of the scenario in place of today's."""
    query = compared.query
    for schema in PUBLIC_SCHEMAS:
        query = query.replace(f"{schema}.", f"{schema}_{SCENARIO}.")
    return replace(compared, query=query)


@pytest.fixture(scope="module")
def demo_scenario(demo_what_if: Build, seed_export: Path) -> WhatIf:
    """The scenario of the demo beside today."""
    return WhatIf(demo_what_if, recompute([seed_export], Policy.from_vars(BUILT)))


@pytest.fixture(scope="module")
def corner_scenario(
    worker: DbtWorker, tmp_path_factory: pytest.TempPathFactory
) -> WhatIf:
    """The scenario of the corner cases, without today."""
    folder = tmp_path_factory.mktemp("what_if_corners")
    folders = corner_cases(folder / "export")
    write_changes(folders[0], CORNER_CHANGES)
    variables = {
        **BUILT,
        "max_rejected_share": 1,
        "benchmark_min_members": 2,
        "agreement_min_pairs": 2,
    }
    build = worker.run(
        folder,
        *("build", *WITHOUT_TESTS),
        exports=folders[0],
        variables=variables,
        parse_with=BUILT,
    )
    assert build.exit_code == 0, build.output
    return WhatIf(build, recompute(folders, Policy.from_vars(variables)))


@pytest.mark.parametrize("table", COMPARED)
@pytest.mark.parametrize("what_if", ["demo_scenario", "corner_scenario"])
def test_scenario_agrees_with_oracle(
    what_if: str, table: str, request: pytest.FixtureRequest
) -> None:
    """Every row of every table is as the rules say, of the people as they would be."""
    found: WhatIf = request.getfixturevalue(what_if)
    assert not compare(
        found.build, found.expected, table, of_scenario(COMPARED[table])
    ), table


def test_corner_changes_meet_what_they_are_there_for(corner_scenario: WhatIf) -> None:
    """Accepted, flagged and rejected ones, and levels that are assumed and not."""
    tables = corner_scenario.expected.tables
    (counts,) = (
        row
        for row in tables["qly_load_reconciliation"]
        if row["export_table"] == "scenario_changes"
    )
    assert counts["rejected_count"] == 4
    flags = {row["flag"] for row in tables["qly_suspicious_records"]}
    assert {"no_assignment_to_end", "already_in_place"} <= flags
    held = {
        (row["person_id"], row["currency_status"], row["effective_rank"])
        for row in tables["fct_person_skills"]
    }
    assert {
        ("able_post", "assumed", 3),
        ("half_post", "assumed", 2),
        ("half_post", "not_assessed", None),
        ("new_post", "not_assessed", None),
    } <= held
    assert {row["movement"] for row in tables["fct_team_movements"]} >= {
        "left",
        "moved_team",
        "joined",
        "rehired",
    }


def test_today_is_left_as_it_was(demo: Build, demo_what_if: Build) -> None:
    """Every table and view, row for row; and each build says what it is of."""
    before = demo.contents(*LAYERS)
    assert demo_what_if.contents(*LAYERS) == before
    assert {name for name in before if name.startswith("marts.")} == {
        name.replace(f"_{SCENARIO}.", ".")
        for name in demo_what_if.contents(f"marts_{SCENARIO}")
    }
    for schema, scenario in (("quality", None), (f"quality_{SCENARIO}", SCENARIO)):
        told = demo_what_if.table(f"{schema}.qly_build_info", "scenario")
        assert told == [(scenario,)]


def test_what_is_assumed_is_no_rating(demo_what_if: Build) -> None:
    """A post was assessed by nobody, helps nobody and complies with nothing."""
    build, marts = demo_what_if, f"marts_{SCENARIO}"
    people = build.records(f"from {marts}.dim_people")
    posts = {row["person_id"] for row in people if row["is_planned"]}
    assert posts == {"planned_0001", "planned_0002"}
    for table, column in (
        ("fct_assessments", "person_id"),
        ("fct_skill_level_intervals", "person_id"),
        ("rpt_mentors", "mentor_id"),
        ("rpt_assessment_currency", "person_id"),
    ):
        assert not posts & {row[0] for row in build.table(f"{marts}.{table}", column)}
    compliance = build.table(
        f"{marts}.rpt_compliance_status", "person_id, compliance_status, held_rank"
    )
    assert {row[1:] for row in compliance if row[0] in posts} == {
        ("not_assessed", None)
    }
    assumed = {
        row
        for row in build.table(
            f"{marts}.fct_person_skills",
            "person_id, currency_status, effective_assessment_id,"
            " effective_verification",
        )
        if row[1] == "assumed"
    }
    assert assumed == {("planned_0001", "assumed", None, None)}


def test_analyses_show_both_side_by_side(
    demo_what_if: Build, worker: DbtWorker, seed_export: Path
) -> None:
    """What differs, and nothing else: as comparing the two schemas by hand finds it."""
    folder = demo_what_if.file.parent
    names = ("what_a_scenario_changes", "whose_leaving_hurts_in_a_scenario")
    compiled = worker.run(
        folder,
        *("compile", "--select", *names),
        exports=seed_export,
        variables=BUILT,
    )
    assert compiled.exit_code == 0, compiled.output
    analyses = folder / "target" / "compiled" / "competency_warehouse" / "analyses"
    skills, leavers = (
        demo_what_if.records((analyses / f"{name}.sql").read_text()) for name in names
    )
    assert {
        (row["team_path"].split(" > ")[-1], row["status_today"], row["status_planned"])
        for row in skills
    } == {
        ("Example Division 3", "single", "covered"),
        ("Example Team 3", None, "single"),
        ("Example Team 3", None, "uncovered"),
        ("Example Team 6", "single", "covered"),
        ("Example Team 6", "uncovered", "single"),
    }
    members = {row["full_name"]: row for row in leavers if row["single_today"] is None}
    assert {"planned_0001", "planned_0002", "Example Person 14"} <= set(members)
    assert all(
        (row["uncovered_today"], row["single_today"])
        != (row["uncovered_planned"], row["single_planned"])
        for row in leavers
    )


def test_a_part_is_built_alone_and_no_change_is_today(
    demo: Build, worker: DbtWorker, seed_export: Path, tmp_path: Path
) -> None:
    """As docs/what-if.md says; somebody gone leaves, somebody joins where they are."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    ((gone,),) = demo.rows(
        "select min(person_id) from marts.dim_people"
        " where not is_current and last_assigned_on is not null"
    )
    write_changes(
        export,
        f"leave,{gone},,,\njoin,person_0001,organisation_1,lead_data_scientist,",
        others="another,leave,nobody,,,",
    )
    shutil.copy(demo.file, tmp_path / "competency.duckdb")
    build = worker.run(
        tmp_path,
        *("build", "--select", "+rpt_team_coverage", "+rpt_leaver_impact"),
        *("--indirect-selection", "buildable", *WITHOUT_UNIT_TESTS),
        exports=export,
        variables=BUILT,
    )
    assert build.exit_code == 0, build.output
    assert build.status("rejected_records_are_few") == "pass"
    today = demo.contents("marts")
    planned = build.contents(f"marts_{SCENARIO}")
    assert {f"marts_{SCENARIO}.rpt_team_coverage", f"marts_{SCENARIO}.dim_people"} <= (
        planned.keys()
    )
    for name, found in planned.items():
        assert found == today[name.replace(f"_{SCENARIO}.", ".")], name


def test_a_rejected_change_stops_the_build(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
) -> None:
    """With its row: half of a plan is another plan."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    write_changes(export, "leave,nobody,,,")
    build = worker.run(
        tmp_path,
        *("build", "--select", "+int_scenario_changes_checked"),
        *("--indirect-selection", "buildable", *WITHOUT_UNIT_TESTS),
        exports=export,
        variables=BUILT,
    )
    assert build.exit_code == 1
    assert build.status("every_change_of_the_scenario_is_accepted") == "fail"
    assert "reject_reasons: unknown_person_id" in build.output
    assert "source_row: 2" in build.output


@pytest.mark.parametrize("reads", ["folder", "folder without the table"])
def test_an_unknown_scenario_is_refused(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, reads: str
) -> None:
    """With the names that there are in the export."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    names = "one of reorganisation, retirement"
    if reads == "folder without the table":
        (export / "scenario_changes.csv").unlink()
        names = "empty: there is none in scenario_changes"
    build = worker.run(
        tmp_path,
        *("run", "--select", "stg_workforce__teams"),
        exports=export,
        variables={"scenario": "reorganization"},
        parse_with=BUILT,
    )
    assert build.exit_code != 0
    assert f"vars: scenario is 'reorganization'. Make it {names}." in build.output


def test_an_unknown_scenario_leaves_nothing_behind(
    worker: DbtWorker, tmp_path: Path
) -> None:
    """The names are those of the seed, and the schemas made for it are gone again."""
    build = worker.run(
        tmp_path,
        *("run", "--select", "stg_workforce__teams"),
        variables={"scenario": "reorganization"},
    )
    assert build.exit_code != 0
    assert "Make it one of reorganisation, retirement." in build.output
    assert (
        build.rows("select schema_name from duckdb_schemas() where not internal") == []
    )


def test_a_scenario_needs_a_plain_name(worker: DbtWorker, tmp_path: Path) -> None:
    """It becomes a part of the names of schemas; refused before anything is made."""
    build = worker.run(tmp_path, "run", variables={"scenario": "A plan; drop"})
    assert build.exit_code != 0
    assert "vars: scenario is 'A plan; drop'. Make it the name of a scenario" in (
        build.output
    )
    assert not build.file.exists()

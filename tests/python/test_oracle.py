"""The whole warehouse against the oracle, on several exports and policies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import Interval, Policy, Rating, Row, Warehouse
from warehouse import PROJECT, Build, run_dbt

SEEDS = PROJECT / "seeds"
BAD_RECORDS = PROJECT / "tests" / "python" / "fixtures" / "bad_records"
MOST_SHOWN = 10


# ------------------------------------------------------------------------ comparison


@dataclass(frozen=True)
class Compared:
    """How a table of the warehouse is read to be compared with the oracle.

    Attributes:
        key: the columns that tell its rows from one another.
        query: gives the columns of the oracle's rows, ids in place of keys. A key
            that leads to another skill or level than the row says gives NULL.
    """

    key: tuple[str, ...]
    query: str


COMPARED = {
    "qly_load_reconciliation": Compared(
        ("export_table",), "select * from quality.qly_load_reconciliation"
    ),
    "qly_rejected_records": Compared(
        ("source_row", "reason"),
        "select * from quality.qly_rejected_records where export_table = 'assessments'",
    ),
    "qly_suspicious_records": Compared(
        ("source_row", "flag"),
        "select * from quality.qly_suspicious_records"
        " where export_table = 'assessments'",
    ),
    "fct_assessments": Compared(
        ("assessment_id",),
        "select a.* exclude (release_id, level), s.release_id, l.level,"
        " c.release_id as counted_release_id, c.skill_id as counted_skill_id"
        " from marts.fct_assessments as a"
        " left join marts.dim_skills as s"
        " using (skill_key, framework_id, release_id, skill_id)"
        " left join marts.dim_levels as l"
        " using (level_key, framework_id, level, level_rank)"
        " left join marts.dim_skills as c on a.counted_skill_key = c.skill_key",
    ),
    "fct_person_skills": Compared(
        ("person_id", "framework_id", "skill_id"),
        "select p.*, s.release_id from marts.fct_person_skills as p"
        " left join marts.dim_skills as s using (skill_key, framework_id, skill_id)",
    ),
    "fct_skill_level_intervals": Compared(
        ("person_id", "framework_id", "skill_id", "valid_from"),
        "select i.* exclude (level), s.framework_id, s.release_id, s.skill_id, l.level"
        " from marts.fct_skill_level_intervals as i"
        " left join marts.dim_skills as s using (skill_key)"
        " left join marts.dim_levels as l on i.level_key = l.level_key"
        " and i.level = l.level and i.effective_rank = l.level_rank"
        " and s.framework_id = l.framework_id",
    ),
    "rpt_role_gaps": Compared(
        ("person_id", "role_id", "framework_id", "skill_id"),
        "select g.*, s.framework_id, s.release_id, s.skill_id"
        " from marts.rpt_role_gaps as g"
        " left join marts.dim_skills as s using (skill_key)",
    ),
    "rpt_team_coverage": Compared(
        ("team_id", "framework_id", "skill_id", "level"),
        "select t.* exclude (level), s.framework_id, s.release_id, s.skill_id, l.level"
        " from marts.rpt_team_coverage as t"
        " left join marts.dim_skills as s using (skill_key)"
        " left join marts.dim_levels as l"
        " using (level_key, level, level_rank)",
    ),
}


def differences(
    expected: list[Row], actual: list[dict[str, Any]], key: tuple[str, ...]
) -> str:
    """Compare rows by the columns of the expected ones; empty when they are equal."""
    columns = list(expected[0]) if expected else list(key)
    wanted = Counter(_cells(row, columns) for row in expected)
    found = Counter(_cells(row, columns) for row in actual)
    if wanted == found:
        return ""
    missing = {_key(cells, columns, key): cells for cells in (wanted - found)}
    extra = {_key(cells, columns, key): cells for cells in (found - wanted)}
    changed = [
        f"  {name}: "
        + ", ".join(
            f"{column}: oracle {want!r}, warehouse {got!r}"
            for column, want, got in zip(
                columns, missing[name], extra[name], strict=True
            )
            if want != got
        )
        for name in missing.keys() & extra.keys()
    ]
    return (
        f"{len(expected)} rows expected, {len(actual)} found"
        + _shown("different", changed)
        + _shown("missing", (f"  {name}" for name in missing.keys() - extra.keys()))
        + _shown("extra", (f"  {name}" for name in extra.keys() - missing.keys()))
        + _shown(
            "repeated", (f"  {_key(c, columns, key)}" for c in found if found[c] > 1)
        )
    )


def _cells(row: dict[str, Any], columns: list[str]) -> tuple[Any, ...]:
    values = (row[column] for column in columns)
    return tuple(round(v, 9) if isinstance(v, float) else v for v in values)


def _key(cells: tuple[Any, ...], columns: list[str], key: tuple[str, ...]) -> str:
    return " | ".join(str(cells[columns.index(column)]) for column in key)


def _shown(title: str, lines: Iterable[str]) -> str:
    """List some of the lines under a title that counts them all."""
    found = sorted(lines)
    if not found:
        return ""
    return f"\n{title}: {len(found)}\n" + "\n".join(found[:MOST_SHOWN])


def compare(build: Build, expected: Warehouse, table: str) -> str:
    """Compare one table of a built warehouse with the oracle."""
    compared = COMPARED[table]
    rows = build.records(compared.query)
    return differences(expected.tables[table], rows, compared.key)


# ----------------------------------------------------------------------- the exports


def synthesised(seed: int) -> Callable[[Path], tuple[Path, ...]]:
    """Give what makes the export of 40 other people."""

    def make(folder: Path) -> tuple[Path, ...]:
        command = [str(Path(sys.executable).parent / "competency"), "synthesise"]
        options = {"--people": "40", "--seed": str(seed), "--out": str(folder)}
        arguments = [text for option in options.items() for text in option]
        subprocess.run([*command, *arguments], cwd=PROJECT, check=True)
        return (folder,)

    return make


def demo_export(_: Path) -> tuple[Path, ...]:
    """Give the folders of the committed seeds."""
    return SEEDS / "framework", SEEDS / "workforce", SEEDS / "assessments"


def bad_records(_: Path) -> tuple[Path, ...]:
    """Give the folder of bad and suspicious records."""
    return (BAD_RECORDS,)


SMALL_TABLES = {
    # r1 is the first, r2 the second, r3 a draft; talk begins late.
    "framework_releases": """
        framework_id,release_id,released_on,status,title
        craft,r1,2023-01-31,published,Craft
        craft,r2,2024-06-01,published,Craft
        craft,r3,2026-06-01,draft,Craft
        talk,t1,2025-03-01,published,Talk
        mime,m1,,draft,Mime
    """,
    "framework_levels": """
        framework_id,level,level_rank,level_name
        craft,novice,1,Novice
        craft,able,2,Able
        craft,Expert,3,Expert
        talk,low,1,Low
        talk,high,2,High
    """,
    # A skill by level, a skill, a level, and none for the rest of talk.
    "currency_windows": """
        framework_id,skill_id,level,months
        craft,,,30
        craft,,expert,12
        craft,wood/hand/saw,,36
        craft,wood/hand/saw,expert,18
        talk,speak/aloud/read,high,1
    """,
    "teams": """
        team_id,team_name,parent_team_id
        org,Organisation,
        div,Division,org
        team_a,Team A,div
        team_b,Team B,div
        far,Far,org
        empty,Empty,org
    """,
    "roles": """
        role_id,role_name,role_family,next_role_id
        smith,Smith,Craft,master
        master,Master,Craft,
        speaker,Speaker,Talk,
    """,
    # Of a skill retired, of a skill only in the draft, of the other framework.
    "role_requirements": """
        role_id,framework_id,skill_id,required_level,importance
        smith,craft,wood/hand/saw,able,essential
        smith,craft,wood/hand/chisel,able,essential
        smith,craft,wood/hand/plane,Novice,DESIRABLE
        master,craft,wood/hand/saw,expert,essential
        master,craft,wood/hand/glue,able,essential
        master,craft,wood/hand/carve,able,desirable
        speaker,talk,speak/aloud/listen,high,essential
        speaker,craft,wood/hand/plane,able,desirable
    """,
    "people": """
        person_id,full_name,email
        both,Two Jobs,
        again,Rehired,
        branch,Twice In One Branch,
        revoked,Last One Revoked,
        left,Left The Day Before,
        last,Leaves As Of,
        next,Starts The Day After,
        ties,Same Day,
        boss,Manager,
        idle,Never Assigned,
    """,
    "assignments": """
        person_id,team_id,role_id,manager_id,started_on,ended_on,fte
        both,team_a,smith,boss,2022-01-01,,0.5
        both,team_b,speaker,again,2024-01-01,,0.5
        again,team_b,smith,boss,2022-01-01,2024-01-15,
        again,team_b,master,boss,2024-09-01,,1
        branch,div,smith,boss,2022-01-01,,
        branch,team_a,smith,boss,2023-01-01,,
        branch,team_a,master,boss,2023-01-01,2025-12-31,
        revoked,far,speaker,boss,2022-01-01,,
        left,far,master,boss,2022-01-01,2026-02-27,
        last,far,smith,boss,2022-01-01,2026-02-28,
        next,empty,smith,boss,2026-03-01,,
        ties,team_a,smith,boss,2022-01-01,,
        boss,org,master,,2022-01-01,,
    """,
    # The default as-of day is 2026-02-28. Columns: see RATING_COLUMNS.
    "assessments": """
        before_1,both,,saw,able,self,,2022-12-31,2023-01-02 08:00:00,claimed
        before_2,both,,glue,able,self,,2022-12-31,2023-01-02 08:00:00,claimed
        retired_1,both,,chisel,able,self,both,2023-06-01,2023-06-01 08:00:00,claimed
        retired_2,both,,chisel,able,self,both,2024-06-01,2024-06-01 08:00:00,claimed
        border_1,both,,plane,able,manager,boss,2024-05-31,2024-05-31 23:59:59,verified
        border_2,both,,plane,novice,manager,again,2024-06-01,2024-06-01T08:00:00+02:00,verified
        draft_1,both,r3,carve,able,peer,ties,2025-01-01,2025-01-01 08:00:00,claimed
        draft_2,both,,carve,able,peer,ties,2025-01-02,2025-01-02 08:00:00,claimed
        draft_3,both,r3,saw,expert,peer,ties,2025-01-02,2025-01-02 08:00:00,claimed
        draft_4,both,r1,saw,able,assessor,ties,2023-08-31,2023-09-01 08:00:00,verified
        late_1,both,,listen,high,self,,2024-12-31,2024-12-31 08:00:00,claimed
        late_2,both,,read,high,self,,2026-01-31,2026-01-31 08:00:00,claimed
        leap_1,again,,plane,expert,manager,boss,2024-02-29,2024-03-01 00:00:00,verified
        leap_2,again,,saw,none,manager,boss,2024-02-29,2024-03-01 00:00:00,verified
        leap_3,again,,glue,expert,peer,both,2025-02-28,2025-03-01 00:00:00,verified
        leap_4,again,,saw,expert,self,,2024-08-31,2024-08-31 08:00:00,claimed
        away_1,again,,saw,novice,self,,2024-02-01,2024-02-01 08:00:00,claimed
        away_2,again,,saw,novice,self,,2024-01-15,2024-01-16 08:00:00,claimed
        away_3,again,,saw,novice,manager,boss,2024-08-31,2024-09-16 08:00:00,claimed
        none_1,branch,,saw,none,manager,boss,2024-03-01,2024-03-01 08:00:00,verified
        none_2,branch,,plane,none,self,,2026-02-28,2026-02-28 08:00:00,claimed
        same_1,branch,,glue,able,self,,2024-01-01,2024-07-01 08:00:00,claimed
        same_2,branch,,glue,able,self,,2024-07-01,2024-07-01 08:00:00,claimed
        same_3,branch,,glue,expert,assessor,boss,2024-08-01,2024-08-01 08:00:00,verified
        take_1,revoked,,listen,low,peer,boss,2025-04-01,2025-04-01 08:00:00,claimed
        take_2,revoked,,listen,high,assessor,boss,2025-05-01,2025-05-01 08:00:00,revoked
        take_3,revoked,,plane,able,assessor,boss,2025-05-01,2025-05-01 08:00:00,revoked
        take_4,revoked,,glue,able,assessor,boss,2025-05-01,2025-05-01 08:00:00,claimed
        take_4,revoked,,glue,able,assessor,boss,2025-05-01,2025-05-09 08:00:00,revoked
        tie_1,ties,,plane,novice,peer,both,2025-06-01,2025-06-02 08:00:00,claimed
        tie_2,ties,,plane,able,peer,boss,2025-06-01,2025-06-02 08:00:00,claimed
        tie_10,ties,,plane,expert,peer,again,2025-06-01,2025-06-02 08:00:00,claimed
        tie_3,ties,,saw,able,peer,both,2025-06-01,2025-06-03 08:00:00,claimed
        tie_4,ties,,saw,novice,peer,both,2025-06-01,2025-06-02 08:00:00,claimed
        tie_5,ties,,glue,able,peer,both,2023-09-01,2025-06-04 08:00:00,claimed
        tie_6,ties,,glue,able,peer,again,2025-06-01,2025-06-01 08:00:00,claimed
        fixed_1,left,,saw,able,manager,boss,2025-01-10,2025-01-10 08:00:00,verified
        fixed_1,left,,saw,novice,manager,boss,2025-01-10,2025-11-10 08:00:00,verified
        fixed_1,left,,saw,brilliant,manager,boss,2025-01-10,2025-12-10 08:00:00,verified
        due_1,last,,saw,expert,manager,boss,2024-11-29,2024-11-29 08:00:00,verified
        due_2,last,,plane,none,manager,boss,2024-05-30,2024-05-30 08:00:00,verified
        after_1,last,,listen,low,self,,2025-02-27,2025-02-27 08:00:00,claimed
        idle_1,idle,,saw,able,self,,2025-10-01,2025-10-01 08:00:00,claimed
        late_3,boss,,saw,able,self,,2025-10-01,2026-04-01 08:00:00,claimed
        late_4,boss,,glue,able,self,,2025-10-01,2025-12-31 23:59:59.999999,claimed
        late_5,boss,,plane,able,self,,2025-10-01,2025-12-31 23:30:00-01:00,claimed
        none_3,boss,,plane,none,assessor,ties,2024-01-31,2024-01-31 08:00:00,verified
        two_1,boss,,glue,novice,assessor,ties,2025-01-31,2025-01-31 08:00:00,verified
        two_2,boss,,glue,none,assessor,ties,2025-01-31,2025-01-31 08:00:00,verified
        two_3,boss,,saw,novice,peer,ties,2025-01-31,2025-01-31 08:00:00,revoked
        two_4,boss,,saw,able,peer,ties,2025-01-31,2025-01-31 08:00:00,verified
        mime_1,boss,m1,wave,none,self,,2025-01-31,2025-01-31 08:00:00,verified
    """,
}
RATING_COLUMNS = ",".join(oracle.TABLES["assessments"].columns[:-1])
OUTLINES = {
    ("craft", "r1"): ("wood/hand/saw", "wood/hand/plane", "wood/hand/chisel"),
    ("craft", "r2"): ("wood/hand/saw", "wood/hand/plane", "wood/hand/glue"),
    ("craft", "r3"): ("wood/hand/saw", "wood/hand/glue", "wood/hand/carve"),
    ("talk", "t1"): ("speak/aloud/listen", "speak/aloud/read"),
    ("mime", "m1"): ("act/mute/wave",),
}
LEVELS = {"craft": ("novice", "able", "expert"), "talk": ("low", "high")}


def outline_lines() -> Iterable[str]:
    """Write the outlines of the corner cases."""
    for (framework_id, release_id), skills in OUTLINES.items():
        domain, subdomain, _ = skills[0].split("/")
        start = f"{framework_id},{release_id}"
        yield f"{start},domain,{domain},,1,{domain.title()}"
        yield f"{start},subdomain,{domain}/{subdomain},{domain},1,{subdomain.title()}"
        for position, skill in enumerate(skills, start=1):
            name = skill.split("/")[2].title()
            yield f"{start},skill,{skill},{domain}/{subdomain},{position},{name}"


def descriptor_lines() -> Iterable[str]:
    """Write a descriptor for every skill and level of the corner cases."""
    for (framework_id, release_id), skills in OUTLINES.items():
        for skill in skills:
            for level in LEVELS.get(framework_id, ()):
                yield f"{framework_id},{release_id},{skill},{level},1,Can do {skill}"


def write_table(file: Path, header: str, lines: Iterable[str]) -> None:
    """Write one table of an export; columns that no line has are empty."""
    columns = oracle.TABLES[file.stem].columns
    given = header.split(",")
    rows = [",".join(columns)]
    for line in lines:
        cells = dict(zip(given, line.split(","), strict=True))
        rows.append(",".join(cells.get(column, "") for column in columns))
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


def corner_cases(folder: Path) -> tuple[Path, ...]:
    """Write the export in which every rule meets its corner cases."""
    folder.mkdir(parents=True)
    for name, text in SMALL_TABLES.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        header = RATING_COLUMNS if name == "assessments" else lines.pop(0)
        write_table(folder / f"{name}.csv", header, lines)
    write_table(
        folder / "framework_outline.csv",
        "framework_id,release_id,node_type,node_id,parent_id,position,name",
        outline_lines(),
    )
    write_table(
        folder / "framework_descriptors.csv",
        "framework_id,release_id,skill_id,level,position,descriptor",
        descriptor_lines(),
    )
    return (folder,)


# -------------------------------------------------------------------------- the cases


@dataclass(frozen=True)
class Case:
    """One export and one set of policies."""

    name: str
    export: Callable[[Path], tuple[Path, ...]]
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """A warehouse that dbt built, and what the oracle makes of the same input."""

    case: Case
    build: Build
    expected: Warehouse


CASES = (
    Case("demo", demo_export),
    Case(
        "another workforce, latest, reject_suspicious, 12 months",
        synthesised(7),
        {
            "level_rule": "latest",
            "reject_suspicious": ["two_levels_one_day", "outside_assignments"],
            "currency_months": 12,
        },
    ),
    Case(
        "a third workforce in the past",
        synthesised(8),
        {"as_of_date": "2025-03-31", "known_at": "2025-05-15 12:00:00"},
    ),
    Case("corner cases", corner_cases, {"max_rejected_share": 1}),
    Case(
        "corner cases, highest, in the past",
        corner_cases,
        {
            "level_rule": "highest",
            "as_of_date": "2025-12-01",
            "known_at": "2025-12-31",
            "due_days": 30,
            "reject_suspicious": ["skill_not_in_release"],
            "max_rejected_share": 1,
        },
    ),
    Case("bad records", bad_records, {"level_rule": "latest", "max_rejected_share": 1}),
)


@pytest.fixture(scope="session", params=CASES, ids=lambda case: case.name)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Pair:
    """Each case, built and recomputed once."""
    case: Case = request.param
    folder = tmp_path_factory.mktemp("oracle")
    folders = case.export(folder / "export")
    if case.export is demo_export:
        build = request.getfixturevalue("demo")
    else:
        build = run_dbt(
            folder,
            *("build", "--exclude-resource-type", "test"),
            exports=folders[0],
            variables=case.variables,
        )
    assert build.exit_code == 0, build.output
    policy = Policy.from_vars(case.variables)
    return Pair(case, build, oracle.recompute(oracle.read_export(*folders), policy))


@pytest.mark.parametrize("table", COMPARED)
def test_warehouse_agrees_with_oracle(pair: Pair, table: str) -> None:
    """Every row of the table is as the rules say."""
    found = compare(pair.build, pair.expected, table)
    assert not found, f"{pair.case.name}, {table}: {found}"

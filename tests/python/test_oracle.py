"""The whole warehouse against the oracle, on several exports and policies."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import oracle_assurance
import oracle_calibration
import oracle_changes
import oracle_core
import oracle_person
import oracle_team
from direct_build import DirectBuilder
from oracle import Interval, Policy, Rating, Row, Warehouse
from oracle_compare import MOST_SHOWN, Compared, compare, differences
from warehouse import PROJECT, Build

SEEDS = PROJECT / "seeds"
BAD_RECORDS = PROJECT / "tests" / "python" / "fixtures" / "bad_records"


# ------------------------------------------------------------------------ comparison


COMPARED = {
    "qly_load_reconciliation": Compared(
        ("export_table",), "select * from quality.qly_load_reconciliation"
    ),
    "qly_rejected_records": Compared(
        ("source_row", "reason"),
        "select * from quality.qly_rejected_records where export_table = 'assessments'",
    ),
    "qly_suspicious_records": Compared(
        ("export_table", "source_row", "flag"),
        "select * from quality.qly_suspicious_records",
    ),
    "fct_assessments": Compared(
        ("assessment_id",),
        "select a.* exclude (release_id, level), s.release_id, l.level"
        " from marts.fct_assessments as a"
        " left join marts.dim_skills as s"
        " using (skill_key, framework_id, release_id, skill_id)"
        " left join marts.dim_levels as l"
        " using (level_key, framework_id, level, level_rank)",
    ),
    "bridge_skills_in_force": Compared(
        ("framework_id", "release_id", "skill_id", "counted_skill_id"),
        "select s.framework_id, s.release_id, s.skill_id, b.carry_status,"
        " c.skill_id as counted_skill_id"
        " from marts.bridge_skills_in_force as b"
        " left join marts.dim_skills as s using (skill_key, carry_status)"
        " left join marts.dim_skills as c on b.counted_skill_key = c.skill_key"
        " and c.is_in_force",
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
    "rpt_crosswalk_coverage": Compared(
        ("framework_id", "external_framework", "direction", "item_id"),
        "select c.*, s.framework_id as skill_framework_id,"
        " s.release_id as skill_release_id, s.skill_id"
        " from marts.rpt_crosswalk_coverage as c"
        " left join marts.dim_skills as s on c.skill_key = s.skill_key",
    ),
}


# Each has the tables of one subject: tables(marts), and how they are COMPARED.
SUBJECTS: tuple[ModuleType, ...] = (
    oracle_assurance,
    oracle_calibration,
    oracle_changes,
    oracle_core,
    oracle_person,
    oracle_team,
)
for subject in SUBJECTS:
    COMPARED |= subject.COMPARED


def recompute(folders: Iterable[Path], policy: Policy) -> Warehouse:
    """Recompute all tables, those of every subject too."""
    warehouse = oracle.recompute(oracle.read_export(*folders), policy)
    for subject in SUBJECTS:
        warehouse.tables.update(subject.tables(warehouse.marts))
    return warehouse


# ----------------------------------------------------------------------- the exports


def demo_export(_: Path) -> tuple[Path, ...]:
    """Give the folders of the committed seeds."""
    return SEEDS / "framework", SEEDS / "workforce", SEEDS / "assessments"


def bad_records(_: Path) -> tuple[Path, ...]:
    """Give the folder of bad and suspicious records."""
    return (BAD_RECORDS,)


SMALL_TABLES = {
    # r1 is the first, r2 the second, r3 and r4 are drafts; talk begins late.
    "framework_releases": """
        framework_id,release_id,released_on,status,title
        craft,r1,2023-01-31,published,Craft
        craft,r2,2024-06-01,published,Craft
        craft,r3,2026-06-01,draft,Craft
        craft,r4,,draft,Craft
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
    # Into r2: a new name, a split in two, and one of two that were merged.
    "framework_lineage": """
        framework_id,from_release_id,from_skill_id,to_release_id,to_skill_id,association
        craft,r1,old,r2,new,exactMatchOf
        craft,r1,mend,r2,patch,replacedBy
        craft,r1,mend,r2,darn,replacedBy
        craft,r1,sand,r2,finish,isPartOf
        craft,r2,finish,r3,polish,replacedBy
        craft,r2,new,r3,newest,exactMatchOf
    """,
    # Of a level without text, of one with text, and one that ends on the as-of day.
    "level_waivers": """
        skill_id,level,reason,granted_on,expires_on
        glue,able,Nobody wrote it yet,2025-01-01,
        plane,novice,Was written meanwhile,2024-06-01,2027-01-01
        saw,expert,Is over,2024-06-01,2026-02-28
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
        smith,craft,wood/hand/old,able,essential
        smith,craft,wood/hand/mend,able,desirable
        smith,craft,wood/hand/patch,able,desirable
        master,craft,wood/hand/old,expert,essential
        master,craft,wood/hand/new,novice,essential
        master,craft,wood/hand/newest,novice,essential
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
    # Of mime, a draft, nothing is in force; talk is loaded.
    "skill_crosswalk": """
        framework_id,skill_id,external_framework,external_code,association,confidence
        craft,saw,trades,T2,isPartOf,0.25
        craft,saw,trades,T1,replacedBy,1
        craft,saw,trades,T3,exactMatchOf,
        craft,plane,trades,T3,isRelatedTo,0.9
        craft,chisel,trades,T3,exactMatchOf,0.9
        craft,carve,trades,T4,exactMatchOf,0.9
        craft,axe,trades,T5,exactMatchOf,0.9
        craft,saw,talk,speak/aloud/read,isPartOf,0
        craft,plane,talk,speak/aloud/read,isPeerOf,1
        craft,glue,talk,speak/aloud/shout,exactMatchOf,1
        craft,chisel,talk,speak/aloud/shout,exactMatchOf,1
        talk,read,mime,act/mute/wave,exactMatchOf,0.5
        talk,listen,craft,wood/hand/chisel,exactMatchOf,0.5
        talk,listen,craft,wood/hand/carve,exactMatchOf,0.5
        talk,listen,craft,wood/hand/glue,exactMatchOf,0.5
        mime,wave,trades,T1,exactMatchOf,1
    """,
    # The default as-of day is 2026-02-28. Short: RATING_COLUMNS, SKILL_IDS.
    "assessments": """
        before_1,both,,saw,able,self,,2022-12-31,2023-01-02 08:00:00,claimed
        before_2,both,,glue,able,self,,2022-12-31,2023-01-02 08:00:00,claimed
        retired_1,both,,chisel,able,self,both,2023-06-01,2023-06-01 08:00:00,claimed
        retired_2,both,,chisel,able,self,both,2024-06-01,2024-06-01 08:00:00,claimed
        border_1,both,,plane,able,manager,boss,2024-05-31,2024-05-31 23:59:59,verified
        border_2,both,,plane,novice,manager,again,2024-06-01,2024-06-01T08:00:00Z,verified
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
        late_6,boss,,plane,able,self,,2025-09-30,2025-10-01 00:30+02:00,claimed
        late_7,boss,,plane,able,self,,2025-10-02,2025-10-01 23:30:00-02:00,claimed
        late_8,boss,,plane,able,self,,2025-10-01,2025-10-01 00:30:00+02:00,claimed
        none_3,boss,,plane,none,assessor,ties,2024-01-31,2024-01-31 08:00:00,verified
        two_1,boss,,glue,novice,assessor,ties,2025-01-31,2025-01-31 08:00:00,verified
        two_2,boss,,glue,none,assessor,ties,2025-01-31,2025-01-31 08:00:00,verified
        two_3,boss,,saw,novice,peer,ties,2025-01-31,2025-01-31 08:00:00,revoked
        two_4,boss,,saw,able,peer,ties,2025-01-31,2025-01-31 08:00:00,verified
        twice_1,boss,,saw,able,peer,ties,2025-03-01,2025-03-01 08:00:00,claimed
        twice_1,boss,,saw,able,peer,ties,2025-03-01,2025-03-01 08:00:00,claimed
        twice_1,boss,,saw,novice,peer,ties,2025-03-01,2025-03-01 08:00:00,claimed
        twice_2,boss,,saw,able,peer,ties,2025-03-02,2025-03-02 08:00:00,claimed
        twice_2,boss,,saw,able,peer,ties,2025-03-02,2025-03-02T08:00:00Z,claimed
        redo_1,idle,r2,glue,able,self,,2025-03-01,2025-03-01 08:00:00,claimed
        redo_1,idle,r1,glue,able,self,,2025-03-01,2025-03-02 08:00:00,claimed
        text, idle{nbsp},,plane,ABLE{nbsp},Self,,2025-03-01,2025-03-01 08:00:00,CLAIMED
        carry_1,both,,old,able,self,,2023-06-01,2023-06-01 08:00:00,claimed
        carry_2,both,r3,newest,expert,peer,ties,2025-06-02,2025-06-02 08:00:00,claimed
        carry_3,again,,mend,expert,manager,boss,2024-05-31,2024-06-01 08:00:00,verified
        carry_4,again,,darn,novice,self,,2025-05-31,2025-06-01 08:00:00,claimed
        carry_5,ties,,sand,able,self,,2024-05-01,2024-06-01 08:00:00,claimed
        carry_6,ties,r3,polish,expert,self,,2025-12-01,2025-12-01 08:00:00,claimed
        carry_7,branch,r1,mend,able,self,,2025-12-01,2025-12-01 08:00:00,claimed
        over_1,last,,old,able,self,,2023-02-15,2023-02-15 08:00:00,claimed
        over_2,branch,,old,able,self,,2023-02-15,2023-02-15 08:00:00,claimed
        over_3,branch,,old,able,manager,boss,2023-03-01,2023-03-01 08:00:00,revoked
        over_4,ties,,old,able,manager,boss,2023-02-15,2023-02-15 08:00:00,revoked
        over_5,ties,,old,novice,self,,2023-03-01,2023-03-01 08:00:00,claimed
        near_1,last,,saw,able,self,,2024-11-30,2024-11-30 08:00:00,claimed
        near_2,left,,saw,novice,self,,2025-01-15,2025-01-15 08:00:00,claimed
        near_3,left,,saw,none,self,,2025-02-20,2025-02-20 08:00:00,claimed
        mime_1,boss,m1,wave,none,self,,2025-01-31,2025-01-31 08:00:00,verified
    """,
}
RATING_COLUMNS = (
    "assessment_id,person_id,release_id,skill_id,level,assessor_type,assessor_id,"
    "assessed_on,recorded_at,verification"
)
OUTLINES = {
    ("craft", "r1"): (
        *("wood/hand/saw", "wood/hand/plane", "wood/hand/chisel"),
        *("wood/hand/old", "wood/hand/mend", "wood/hand/sand"),
    ),
    ("craft", "r2"): (
        *("wood/hand/saw", "wood/hand/plane", "wood/hand/glue"),
        *("wood/hand/new", "wood/hand/patch", "wood/hand/darn", "wood/hand/finish"),
    ),
    ("craft", "r3"): (
        *("wood/hand/saw", "wood/hand/glue", "wood/hand/carve"),
        *("wood/hand/newest", "wood/hand/polish"),
    ),
    ("craft", "r4"): ("wood/hand/chisel",),
    ("talk", "t1"): ("speak/aloud/listen", "speak/aloud/read"),
    ("mime", "m1"): ("act/mute/wave",),
}
UNWRITTEN = {("wood/hand/glue", "able"), ("wood/hand/carve", "able")}
UNHEADED = {("wood/hand/polish", "novice")}
LEVELS = {"craft": ("novice", "able", "expert"), "talk": ("low", "high")}
SKILL_IDS = {
    skill.split("/")[2]: {"framework_id": framework_id, "skill_id": skill}
    for (framework_id, _), skills in OUTLINES.items()
    for skill in skills
}


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
    """Write descriptors for each skill and level of the corner cases, last first."""
    for (framework_id, release_id), skills in OUTLINES.items():
        for skill in skills:
            for level in LEVELS.get(framework_id, ()):
                start = f"{framework_id},{release_id},{skill},{level}"
                if (skill, level) in UNWRITTEN:
                    yield f"{start},1,"
                elif (skill, level) not in UNHEADED:
                    yield f"{start},2,Can explain {skill}"
                    yield f"{start},1,Can do {skill}"


def write_table(file: Path, header: str, lines: Iterable[str]) -> None:
    """Write one table of an export; columns that no line has are empty."""
    columns = oracle.TABLES[file.stem].columns
    names = header.split(",")
    rows = [",".join(columns)]
    for line in lines:
        cells = dict(zip(names, line.split(","), strict=True))
        for name in ("skill_id", "from_skill_id", "to_skill_id"):
            known = SKILL_IDS.get(cells.get(name, ""))
            if known:
                cells |= {
                    "framework_id": known["framework_id"],
                    name: known["skill_id"],
                }
        rows.append(",".join(cells.get(column, "") for column in columns))
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


def corner_cases(folder: Path) -> tuple[Path, ...]:
    """Write the export in which every rule meets its corner cases."""
    folder.mkdir(parents=True)
    for name, text in SMALL_TABLES.items():
        lines = [
            line.strip().replace("{nbsp}", "\u00a0")
            for line in text.strip().splitlines()
        ]
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
        "corner cases",
        corner_cases,
        {"max_rejected_share": 1, "benchmark_min_members": 2, "agreement_min_pairs": 2},
    ),
    Case(
        "corner cases, highest, in the past",
        corner_cases,
        {
            "level_rule": "highest",
            "as_of_date": "2025-12-01",
            "known_at": "2025-12-31",
            "due_days": 30,
            "cover_level": "novice",
            "coverage_months": 5,
            "reject_suspicious": ["skill_not_in_release"],
            "max_rejected_share": 1,
            "pairing_days": 0,
            "agreement_min_pairs": 1,
        },
    ),
    Case(
        "bad records",
        bad_records,
        {"level_rule": "latest", "max_rejected_share": 1, "agreement_min_pairs": 1},
    ),
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
        direct: DirectBuilder = request.getfixturevalue("direct")
        build = direct.build(folder, folders[0], case.variables)
    assert build.exit_code == 0, build.output
    policy = Policy.from_vars(case.variables)
    return Pair(case, build, recompute(folders, policy))


@pytest.mark.parametrize("table", COMPARED)
def test_warehouse_agrees_with_oracle(pair: Pair, table: str) -> None:
    """Every row of the table is as the rules say."""
    found = compare(pair.build, pair.expected, table, COMPARED[table])
    assert not found, f"{pair.case.name}, {table}: {found}"


SITUATIONS = {
    "dim_framework_releases": {
        "incomplete_level_count": {0, 2},
        "valid_to": {None, date(2024, 6, 1)},
    },
    "rpt_framework_matrix": {
        "level_state": {"defined", "waived", "empty", "missing"},
        "descriptor_count": {0, 2},
    },
    "fct_role_requirements": {
        "is_in_force": {True, False},
        "carry_status": {"same", "carried", "provisional", "retired"},
    },
    "fct_assessments": {
        "release_basis": {"stated", "in_force", "before_first", "other"},
        "carry_status": {"same", "carried", "provisional", "retired"},
        "is_revoked": {True, False},
        "level_rank": {0, 1, 2, 3},
    },
    "qly_suspicious_records": {
        "flag": {
            "manager_not_managing",
            "outside_assignments",
            "skill_not_in_release",
            "two_levels_one_day",
        }
    },
    "fct_person_skills": {
        "currency_status": {"current", "due", "stale", "not_assessed"},
        "is_required": {True, False},
        "effective_rank": {None, 0, 1, 2, 3},
        "effective_carry_status": {None, "same", "carried", "provisional"},
        "effective_expires_on": {date(2026, 3, 1), date(2026, 5, 29)},
        "revoked_count": {0, 1},
    },
    "fct_skill_level_intervals": {
        "is_running": {True, False},
        "valid_to": {None, date(2026, 2, 28)},
        "effective_rank": {0, 1, 2, 3},
    },
    "rpt_role_gaps": {
        "gap_status": {"met", "below", "stale", "not_assessed"},
        "surplus": {None, 0, 1},
        "gap": {None, 0, 1, 2},
    },
    "rpt_team_coverage": {"is_required": {True, False}, "none_count": {0, 1}},
    "rpt_crosswalk_coverage": {
        "coverage_status": {"mapped", "unmapped", "dangling"},
        "dangling_reason": {None, "retired", "coming", "unknown"},
        "best_association": {None, "exactMatchOf", "replacedBy", "isPartOf"},
        "counterpart_count": {0, 1, 3},
        "lowest_confidence": {None, 0, 0.25, 0.5},
        "is_external_loaded": {True, False},
    },
    "fct_rater_pairs": {"is_comparable": {True, False}, "is_current": {True, False}},
    "rpt_rater_agreement": {"is_hidden": {True, False}},
    "rpt_rater_severity": {"is_hidden": {True, False}, "assessor_name": {"Manager"}},
    "rpt_assessment_currency": {
        "currency_status": {"current", "due", "stale"},
        "days_left": {0, 1, 90, 91},
    },
    "rpt_compliance_status": {
        "compliance_status": {
            *("met", "expires_soon", "waived", "level_too_low"),
            *("revoked", "expired", "not_assessed"),
        },
        "is_counted": {True, False},
        "is_provisional": {True, False},
    },
    "rpt_level_order_violations": {"is_same_assessor": {True, False}},
}


def test_corner_cases_are_met(tmp_path: Path) -> None:
    """The export of corner cases holds the situations that it is there for."""
    policy = Policy(agreement_min_pairs=2)
    tables = recompute(corner_cases(tmp_path / "export"), policy).tables
    for table, columns in SITUATIONS.items():
        for column, values in columns.items():
            found = {row[column] for row in tables[table]}
            assert values <= found, f"{table}.{column}: {values - found} not met"


# ---------------------------------------------------------- the comparison can fail


@dataclass(frozen=True)
class Fault:
    """One fault put into a copy of the demo, and what the comparison says of it."""

    table: str
    statement: str
    message: str


FAULTS = (
    Fault(
        "fct_person_skills",
        "update marts.fct_person_skills set effective_rank = effective_rank - 1"
        " where rowid = (select min(rowid) from marts.fct_person_skills"
        " where effective_rank > 0)",
        "effective_rank: oracle",
    ),
    Fault(
        "fct_person_skills",
        "update marts.fct_person_skills set skill_key = reverse(skill_key)"
        " where rowid = 0",
        "release_id: oracle",
    ),
    Fault(
        "fct_skill_level_intervals",
        "update marts.fct_skill_level_intervals set valid_to = valid_to + 1"
        " where rowid = (select min(rowid) from marts.fct_skill_level_intervals"
        " where valid_to is not null)",
        "valid_to: oracle",
    ),
    Fault(
        "rpt_role_gaps",
        "delete from marts.rpt_role_gaps where rowid = 0",
        "missing: 1",
    ),
    Fault(
        "rpt_team_coverage",
        "insert into marts.rpt_team_coverage"
        " select * from marts.rpt_team_coverage where rowid = 0",
        "repeated: 1",
    ),
    Fault(
        "fct_assessments",
        "update marts.fct_assessments set expires_on = null where rowid = 0",
        "expires_on: oracle",
    ),
    Fault(
        "rpt_crosswalk_coverage",
        "update marts.rpt_crosswalk_coverage set counterparts = not_counted"
        " where not_counted is not null and direction = 'outward'",
        "counterparts: oracle",
    ),
)


@pytest.fixture(scope="session")
def demo_expected() -> Warehouse:
    """What the oracle makes of the demo."""
    return recompute(demo_export(SEEDS), Policy())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.message)
def test_comparison_finds_a_fault(
    demo: Build, demo_expected: Warehouse, tmp_path: Path, fault: Fault
) -> None:
    """One wrong, lost or doubled row of a copy of the demo is found."""
    copy = replace(demo, file=tmp_path / "copy.duckdb")
    shutil.copy(demo.file, copy.file)
    with duckdb.connect(str(copy.file)) as connection:
        connection.execute(fault.statement)
    found = compare(copy, demo_expected, fault.table, COMPARED[fault.table])
    assert fault.message in found


def test_differences_are_few_and_readable() -> None:
    """At most ten rows of a kind are shown, with the key and both values."""
    expected: list[Row] = [{"id": f"{n:02}", "rank": 1} for n in range(30)]
    actual = [{"id": f"{n:02}", "rank": 2 if n < 12 else 1} for n in range(29)]
    found = differences(expected, actual, ("id",)).splitlines()
    assert found[:3] == [
        "30 rows expected, 29 found",
        "different: 12",
        "  00: rank: oracle 1, warehouse 2",
    ]
    assert found[-2:] == ["missing: 1", "  29"]
    assert len(found) == 2 + MOST_SHOWN + 2
    assert differences(expected, list(expected), ("id",)) == ""
    assert (
        differences([], [{"id": 1}], ("id",))
        == "0 rows expected, 1 found\nextra: 1\n  1"
    )


# ------------------------------------------------------- the oracle itself, by hand


def rating(assessed_on: date, rank: int = 1, days: int = 100, **other: Any) -> Rating:
    """Make a rating that is current for some days."""
    values: dict[str, Any] = {
        "assessment_id": "a",
        "assessor_type": "self",
        "recorded_at": datetime(2026, 1, 1),
        "verification": "claimed",
        **other,
    }
    return Rating(
        person_id="person",
        framework_id="framework",
        release_id="release",
        skill_id="skill",
        release_basis="stated",
        level=str(rank),
        rank=rank,
        assessor_id="person",
        assessed_on=assessed_on,
        evidence=None,
        expires_on=assessed_on + timedelta(days=days),
        counted_skills=frozenset({"skill"}),
        **values,
    )


def january(day: int) -> date:
    """A day of January 2026."""
    return date(2026, 1, day)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 8, 31), 18, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 1), 24, date(2026, 12, 1)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    """Months are calendar months; the 31st of a shorter month is its last day."""
    assert oracle.add_months(day, months) == expected


def test_intervals_by_hand() -> None:
    """A rank ends, is taken over, meets an equal one, lapses and comes back."""
    ratings = [
        rating(january(1), rank=1, days=10),
        rating(january(5), rank=2, days=5, assessor_type="manager"),
        rating(january(6), rank=3, days=9, verification="revoked"),
        rating(january(11), rank=1, days=2),
        rating(january(20), rank=0, days=5),
        rating(january(31), rank=3),
    ]
    expected = [
        Interval(january(1), january(5), 1),
        Interval(january(5), january(10), 2),
        Interval(january(10), january(13), 1),
        Interval(january(20), january(25), 0),
    ]
    assert oracle.level_intervals(ratings, january(30), "prioritised") == expected
    assert oracle.level_intervals(ratings, january(25), "prioritised") == expected
    running = Interval(january(20), None, 0)
    still = oracle.level_intervals(ratings, january(24), "prioritised")
    assert still == [*expected[:-1], running]


def test_choice_by_hand() -> None:
    """The three rules, and the two ends of their ties."""
    old = rating(january(1), rank=3, assessment_id="old")
    new = rating(january(2), rank=1, assessment_id="new")
    boss = rating(january(1), rank=2, assessment_id="boss", assessor_type="manager")
    later = rating(january(2), assessment_id="b", recorded_at=datetime(2026, 1, 2))
    ratings = [old, boss, new]
    assert oracle.choose(ratings, january(9), "latest") == new
    assert oracle.choose(ratings, january(9), "highest") == old
    assert oracle.choose(ratings, january(9), "prioritised") == boss
    assert oracle.choose([later, new], january(9), "latest") == later
    larger = replace(later, assessment_id="c")
    assert oracle.choose([larger, later], january(9), "latest") == larger
    assert oracle.choose(ratings, date(2025, 12, 31), "latest") is None


@given(
    st.lists(
        st.tuples(
            st.integers(1, 28),
            st.integers(0, 2),
            st.integers(1, 9),
            st.sampled_from(["self", "manager"]),
            st.sampled_from(["claimed", "revoked"]),
        ),
        max_size=5,
    ),
    st.sampled_from(["latest", "highest", "prioritised"]),
)
@settings(max_examples=50, deadline=None)
def test_intervals_are_the_days(
    facts: list[tuple[int, int, int, str, str]], rule: str
) -> None:
    """The intervals say of every day what the rule says of it, and none touches."""
    ratings = [
        rating(
            january(day),
            rank,
            days,
            assessment_id=str(number),
            assessor_type=assessor_type,
            verification=verification,
        )
        for number, (day, rank, days, assessor_type, verification) in enumerate(facts)
    ]
    as_of = january(20)
    intervals = oracle.level_intervals(ratings, as_of, rule)
    for day in range(1, 21):
        chosen = oracle.choose(ratings, january(day), rule)
        ranks = [
            interval.rank
            for interval in intervals
            if interval.valid_from <= january(day) < (interval.valid_to or date.max)
        ]
        assert ranks == ([chosen.rank] if chosen else [])
    for one, other in pairwise(intervals):
        assert one.valid_to != other.valid_from or one.rank != other.rank

"""``competency import assessments``: every rating is in the folder, or has a reason."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.import_assessments import REMEDIES
from direct_build import DirectBuilder
from warehouse import copy_seeds, read_records, write_records

OLD, NEW = "2024", "2025"
PATHS = {
    OLD: {
        "data/governance/integrity": ("Data", "Governance", "Data Integrity"),
        "data/governance/quality": ("Data", "Governance", "Quality Rules"),
        "data/governance/split": ("Data", "Governance", "Everything Else"),
    },
    NEW: {
        "data/governance/integrity": ("Data", "Governance", "Data Integrity"),
        "data/governance/rules": ("Data", "Governance", "Rules of Quality"),
        "data/pipelines/testing": ("Data", "Pipelines", "Testing"),
        "data/governance/testing": ("Data", "Governance", "Testing"),
        "data/pipelines/lineage": ("Data", "Pipelines", "Lineage and CI/CD"),
    },
}
PEOPLE = [
    ("person_0001", "Example Person 1", "one@example.org"),
    ("person_0002", "Example Person 2", "two@example.org"),
    ("person_0003", "Example Person 3", ""),
    ("person_0004", "Example Twin", ""),
    ("person_0005", "Example Twin", ""),
]
INTEGRITY, RULES = "data/governance/integrity", "data/governance/rules"
LINEAGE = "data/pipelines/lineage"
NOW = ("--recorded-at", "2026-01-01 12:00:00")
SELF = ("--assessor-type", "self", *NOW)


def records_of(table: str, rows: list[tuple[str, ...]]) -> list[dict[str, str]]:
    """Rows as records of a table of the contract."""
    columns = EXPORT_TABLES[table].columns
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export folder with two releases, a lineage and five people."""
    return make_folder(tmp_path / "export")


def make_folder(folder: Path) -> Path:
    """Write what assessments are matched against."""
    folder.mkdir()
    outline: list[tuple[str, ...]] = []
    for release, skills in PATHS.items():
        nodes: dict[str, tuple[str, str]] = {}
        for skill_id, names in skills.items():
            parts = skill_id.split("/")
            for depth, kind in enumerate(("domain", "subdomain", "skill")):
                nodes["/".join(parts[: depth + 1])] = (kind, names[depth])
        outline += [
            ("sea", release, kind, node, node.rpartition("/")[0], "1", name, "")
            for node, (kind, name) in nodes.items()
        ]
    tables = {
        "framework_releases": [
            ("sea", OLD, "2024-01-01", "published", *[""] * 5),
            ("sea", NEW, "2025-01-01", "published", *[""] * 5),
        ],
        "framework_levels": [
            ("sea", "entry", "1", "Entry Level", ""),
            ("sea", "mid", "2", "Mid Level", ""),
            ("sea", "senior", "3", "Senior Level", ""),
        ],
        "framework_outline": outline,
        "framework_lineage": [
            ("sea", OLD, "data/governance/quality", NEW, RULES, "replacedBy", ""),
            *(
                ("sea", OLD, "data/governance/split", NEW, to, "replacedBy", "")
                for to in ("data/pipelines/testing", LINEAGE)
            ),
        ],
        "people": PEOPLE,
    }
    for table, rows in tables.items():
        write_records(folder / f"{table}.csv", records_of(table, rows))
    return folder


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(
        main, ["import", "assessments", "--out", str(folder), *map(str, arguments)]
    )


def imported(folder: Path, *arguments: str | Path) -> list[dict[str, str]]:
    """Run the command, which succeeds, and give the assessments of the folder."""
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    file = folder / "assessments.csv"
    return read_records(file) if file.exists() else []


def write(path: Path, *lines: str) -> Path:
    """Write a text file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]], *merged: str) -> Path:
    """Write a workbook; ``merged`` are ranges of its first sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def rejected(folder: Path) -> list[dict[str, str]]:
    """The rejected rows."""
    return read_records(folder.parent / f"{folder.name}-rejected-assessments.csv")


def short(records: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """Person, skill, level and day of each record."""
    names = ("person_id", "skill_id", "level", "assessed_on")
    return [tuple(record[name] for name in names) for record in records]


def test_a_long_file_is_read_by_well_known_titles(folder: Path) -> None:
    """All columns of the contract are filled; the id and the moment are made."""
    file = write(
        folder.parent / "r.csv",
        "Employee ID;Skill;LEVEL;Date ;assessor_type;Rated by;verification;evidence",
        "person_0001;Data Integrity;Mid;2025-03-01;Line manager;Example Person 2;"
        "Verified;a file",
    )
    (record,) = imported(folder, file, *NOW)
    assert record.pop("assessment_id").startswith("a-")
    assert record == {
        "person_id": "person_0001",
        "framework_id": "sea",
        "release_id": "",
        "skill_id": INTEGRITY,
        "level": "mid",
        "assessor_type": "manager",
        "assessor_id": "person_0002",
        "assessed_on": "2025-03-01",
        "recorded_at": "2026-01-01 12:00:00",
        "verification": "verified",
        "evidence": "a file",
    }


@pytest.mark.parametrize(
    "person",
    [
        "person_0001",
        "PERSON_0001",
        "one@example.org",
        "example  person 1",
        " ONE@Example.org",
    ],
)
def test_people_are_told_by_id_address_or_name(folder: Path, person: str) -> None:
    """In any case, with any blanks."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"{person},{INTEGRITY},1,2025-03-01",
    )
    assert imported(folder, file, *SELF)[0]["person_id"] == "person_0001"


@pytest.mark.parametrize(
    ("skill", "release_id", "skill_id"),
    [
        (INTEGRITY, "", INTEGRITY),
        (INTEGRITY.upper(), "", INTEGRITY),
        ("data  integrity", "", INTEGRITY),
        ("Data > Governance > Data Integrity", "", INTEGRITY),
        ("Data/Governance/Data Integrity", "", INTEGRITY),
        ("Governance > Testing", "", "data/governance/testing"),
        ("data / pipelines / testing", "", "data/pipelines/testing"),
        ("Lineage and CI/CD", "", LINEAGE),
        ("Data > Pipelines > Lineage and CI/CD", "", LINEAGE),
        # Only the older release has these; the lineage leads to one skill.
        ("Quality Rules", OLD, "data/governance/quality"),
        ("data/governance/quality", OLD, "data/governance/quality"),
    ],
)
def test_skills_are_told_by_id_path_name_or_lineage(
    folder: Path, skill: str, release_id: str, skill_id: str
) -> None:
    """The rating is written as what it names, never as what became of it."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{skill},1,2025-03-01",
    )
    (record,) = imported(folder, file, *SELF)
    assert (record["release_id"], record["skill_id"]) == (release_id, skill_id)


def test_the_release_in_force_on_the_day_comes_first(folder: Path) -> None:
    """An old rating names an old skill; a new name on an old day, its release."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        "person_0001,Everything Else,1,2024-06-01",
        "person_0001,Rules of Quality,1,2024-06-01",
        "person_0001,Quality Rules,1,2023-06-01",
    )
    records = imported(folder, file, *SELF)
    assert [(each["release_id"], each["skill_id"]) for each in records] == [
        ("", "data/governance/split"),
        (NEW, RULES),
        ("", "data/governance/quality"),
    ]


def test_a_stated_release_is_where_skills_are_looked_up(folder: Path) -> None:
    """And it is written."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date,Release",
        "person_0001,Everything Else,1,2025-06-01,2024",
    )
    (record,) = imported(folder, file, *SELF)
    assert (record["release_id"], record["skill_id"]) == (OLD, "data/governance/split")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Entry", "entry"),
        ("entry-level", "entry"),
        ("Mid Level", "mid"),
        ("3", "senior"),
        ("2.0", "mid"),
        ("s", "senior"),
        ("0", "none"),
        ("None", "none"),
        ("Works alone", "mid"),
        ("4", "senior"),
    ],
)
def test_levels_are_words_ranks_initials_or_mapped(
    folder: Path, text: str, level: str
) -> None:
    """0 and none are assessed, and found below."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},{text},2025-03-01",
    )
    levels = ("--level", "works  alone=mid", "--level", "4=3")
    assert imported(folder, file, *SELF, *levels)[0]["level"] == level


@pytest.mark.parametrize(
    "text", ["", " ", "n/a", "N/A", "-", "not assessed", "Not rated"]
)
def test_not_assessed_is_counted_and_never_none(folder: Path, text: str) -> None:
    """Whatever else is wrong with the row."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"nobody,{INTEGRITY},{text},2025-03-01",
    )
    result = run(folder, file, *SELF)
    assert "Not assessed: 1\nRejected: 0" in result.output
    assert not (folder / "assessments.csv").exists()


@pytest.mark.parametrize(
    ("text", "options", "day"),
    [
        ("2025-12-03", (), "2025-12-03"),
        ("2025-12-03T00:00:00", (), "2025-12-03"),
        ("3/12/2025", (), "2025-12-03"),
        ("03.12.2025", (), "2025-12-03"),
        ("3-Dec-2025", (), "2025-12-03"),
        ("3 December 2025", (), "2025-12-03"),
        ("Wednesday 3 December 2025 10:14 AM", (), "2025-12-03"),
        ("45994", (), "2025-12-03"),
        ("12/3/2025", ("--dates", "month-first"), "2025-12-03"),
        ("3.12.2025", ("--dates", "month-first"), "2025-12-03"),
    ],
)
def test_dates_are_iso_or_day_first(
    folder: Path, text: str, options: tuple[str, ...], day: str
) -> None:
    """Month first only when told."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},1,{text}",
    )
    assert imported(folder, file, *SELF, *options)[0]["assessed_on"] == day


@pytest.mark.parametrize(
    ("days", "is_noted"),
    [
        (["03/04/2025"], True),
        (["03/04/2025", "13/04/2025"], False),
        (["03/03/2025"], False),
        (["2025-03-04"], False),
    ],
)
def test_the_order_of_a_date_is_noted_where_nothing_says_it(
    folder: Path, days: list[str], is_noted: bool
) -> None:
    """In the summary."""
    rows = [f"person_0001,{INTEGRITY},1,{day}" for day in days]
    file = write(folder.parent / "r.csv", "Name,Skill,Level,Date", *rows)
    output = run(folder, file, *SELF).output
    assert ("dates such as 03/04/2025 were read day first" in output) == is_noted


BAD = {
    "empty_person": ",Data Integrity,1,2025-03-01,self,,,",
    "unknown_person": "Example Person,Data Integrity,1,2025-03-01,self,,,",
    "ambiguous_person": "Example Twin,Data Integrity,1,2025-03-01,self,,,",
    "different_people": "person_0001,Data Integrity,1,2025-03-01,self,,,"
    "two@example.org",
    "empty_skill": "person_0001,,1,2025-03-01,self,,,",
    "unknown_skill": "person_0001,Data Integrty,1,2025-03-01,self,,,",
    "ambiguous_skill": "person_0001,Testing,1,2025-03-01,self,,,",
    "superseded_skill": "person_0001,Everything Else,1,2025-03-01,self,,,",
    "unknown_level": "person_0001,Data Integrity,expert,2025-03-01,self,,,",
    "unknown_assessor_type": "person_0001,Data Integrity,1,2025-03-01,friend,,,",
    "unknown_assessor": "person_0001,Data Integrity,1,2025-03-01,peer,Somebody,,",
    "self_by_someone_else": "person_0001,Data Integrity,1,2025-03-01,self,"
    "person_0002,,",
    "unreadable_assessed_on": "person_0001,Data Integrity,1,12/31/2025,self,,,",
    "unreadable_recorded_at": "person_0001,Data Integrity,1,2025-03-01,self,,soon,",
    "assessed_after_recorded": "person_0001,Data Integrity,1,2025-03-02,self,,"
    "2025-03-01,",
}
BAD_HEADER = (
    "person_id,skill,level,assessed_on,assessor_type,assessor,recorded_at,email"
)


@pytest.mark.parametrize("reason", BAD)
def test_what_cannot_be_used_is_rejected_with_its_reason(
    folder: Path, reason: str
) -> None:
    """With the row as it came, a remedy, and where it stood."""
    file = write(folder.parent / "r.csv", BAD_HEADER, BAD[reason])
    assert imported(folder, file, *NOW) == []
    (record,) = rejected(folder)
    assert record["reject_reason"] == reason
    assert record["reject_remedy"] == REMEDIES[reason]
    assert (record["source_file"], record["source_row"]) == ("r.csv", "2")
    assert ",".join(list(record.values())[:8]) == BAD[reason]


def test_other_reasons(folder: Path) -> None:
    """Of columns that few files have."""
    file = write(
        folder.parent / "r.csv",
        "person,skill,level,date,framework,release,verification",
        f"person_0001,{INTEGRITY},1,2025-03-01,land,,",
        f"person_0001,{INTEGRITY},1,2025-03-01,sea,2023,",
        f"person_0001,{INTEGRITY},1,2025-03-01,sea,,sure",
        f"person_0001,{INTEGRITY},x,2025-03-41,sea,,",
    )
    assert imported(folder, file, *SELF) == []
    assert [each["reject_reason"] for each in rejected(folder)] == [
        "unknown_framework,unknown_level",
        "unknown_release",
        "unknown_verification",
        "unknown_level,unreadable_assessed_on",
    ]


def test_every_reason_is_tested() -> None:
    """None is left out of the tests of this file."""
    others = {"unknown_framework", "unknown_release", "unknown_verification"}
    others |= {"contradicts_other_record", "not_recorded_later"}
    assert set(REMEDIES) == set(BAD) | others


def test_the_three_nearest_candidates_are_named(folder: Path) -> None:
    """In the file of rejected rows and in the summary."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        "Example Person 11,Data integrty,1,2025-03-01",
    )
    result = run(folder, file, *SELF)
    (record,) = rejected(folder)
    person, skill = record["reject_candidates"].split("; ")
    assert person.startswith("person: Example Person 1 | Example Person")
    assert skill.startswith("skill: Data Integrity | ")
    assert skill.count(" | ") == 2
    assert "r.csv:2: Data integrty (near: Data Integrity | " in result.output


def test_the_same_file_again_adds_nothing(folder: Path) -> None:
    """Byte for byte, whatever the moment of the import."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},1,2025-03-01",
        f"person_0001,{INTEGRITY},1,2025-03-01",
    )
    imported(folder, file, *SELF)
    before = (folder / "assessments.csv").read_bytes()
    assert before.count(b"\n") == 2
    result = run(folder, file, "--assessor-type", "self")
    assert (folder / "assessments.csv").read_bytes() == before
    assert (
        "Accepted: 0\nCorrected, beside their earlier versions: 0\nAlready there: 2"
        in result.output
    )


def test_a_corrected_row_is_added_beside_its_earlier_version(folder: Path) -> None:
    """With the same id, and recorded later."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},1,2025-03-01",
    )
    imported(folder, file, *SELF)
    write(file, "Name,Skill,Level,Date", f"person_0001,{INTEGRITY},2,2025-03-01")
    arguments = ("--assessor-type", "self", "--recorded-at", "2026-01-02")
    result = run(folder, file, *arguments)
    assert "Corrected, beside their earlier versions: 1" in result.output
    first, second = read_records(folder / "assessments.csv")
    assert first["assessment_id"] == second["assessment_id"]
    assert (first["level"], second["level"]) == ("entry", "mid")
    assert second["recorded_at"] == "2026-01-02 00:00:00"
    # Again: nothing. Recorded earlier: refused.
    assert "Already there: 1" in run(folder, file, *arguments).output
    write(file, "Name,Skill,Level,Date", f"person_0001,{INTEGRITY},3,2025-03-01")
    run(folder, file, *arguments)
    assert rejected(folder)[0]["reject_reason"] == "not_recorded_later"
    assert len(read_records(folder / "assessments.csv")) == 2


def test_versions_in_a_file_follow_one_another(folder: Path) -> None:
    """By their own moments; a return to an earlier level is a version too."""
    rows = [
        f"x1,person_0001,{INTEGRITY},{level},2025-03-01,2025-03-0{day}"
        for level, day in ((1, 1), (2, 2), (2, 3), (1, 4))
    ]
    file = write(
        folder.parent / "r.csv",
        "assessment_id,person,skill,level,date,recorded_at",
        *rows,
    )
    arguments = ("--assessor-type", "self")
    records = imported(folder, file, *arguments)
    assert [each["level"] for each in records] == ["entry", "mid", "entry"]
    assert {each["assessment_id"] for each in records} == {"x1"}
    assert imported(folder, file, *arguments) == records


@pytest.mark.parametrize("moment", ["", ",2025-03-02"])
def test_two_rows_that_contradict_each_other_are_both_rejected(
    folder: Path, moment: str
) -> None:
    """As the warehouse would; a copy is no contradiction."""
    header = "person,skill,level,date" + (",recorded_at" if moment else "")
    rows = [f"person_0001,{INTEGRITY},{level},2025-03-01{moment}" for level in "12"]
    file = write(folder.parent / "r.csv", header, *rows)
    assert imported(folder, file, *SELF) == []
    assert [each["reject_reason"] for each in rejected(folder)] == [
        "contradicts_other_record"
    ] * 2


def test_a_row_of_the_folder_is_not_contradicted(folder: Path) -> None:
    """Not by a row of its very moment."""
    header = "person,skill,level,date,recorded_at"
    file = write(
        folder.parent / "r.csv",
        header,
        f"person_0001,{INTEGRITY},1,2025-03-01,2025-03-02",
    )
    imported(folder, file, *SELF)
    write(file, header, f"person_0001,{INTEGRITY},2,2025-03-01,2025-03-02")
    assert len(imported(folder, file, *SELF)) == 1
    assert rejected(folder)[0]["reject_reason"] == "contradicts_other_record"


def test_rejected_rows_can_be_mended_and_imported(folder: Path) -> None:
    """Columns of ours do not disturb, nor the guard against formulas."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date,Evidence",
        "person_0001,Data Integrty,1,2025-03-01,=1+1",
    )
    imported(folder, file, *SELF)
    mended = folder.parent / "export-rejected-assessments.csv"
    text = mended.read_text()
    assert "'=1+1" in text
    mended.write_text(
        text.replace("person_0001,Data Integrty", "person_0001,Data Integrity")
    )
    message = run(folder, mended, *SELF).output
    assert "is a file to import" in message
    other = ("--rejects", folder.parent / "again.csv")
    (record,) = imported(folder, mended, *SELF, *other)
    assert record["evidence"] == "=1+1"


def test_strict_and_dry_run_write_nothing(folder: Path) -> None:
    """Strict fails where something is rejected."""
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},1,2025-03-01",
        "x,y,z,0",
    )
    before = sorted(folder.parent.rglob("*"))
    strict = run(folder, file, *SELF, "--strict")
    assert (strict.exit_code, strict.exception.__class__) == (1, SystemExit)
    assert "1 ratings were rejected, and nothing was written" in strict.output
    assert "x (near: " in strict.output
    dry = run(folder, file, *SELF, "--dry-run")
    assert dry.exit_code == 0
    assert "Accepted: 1" in dry.output
    assert sorted(folder.parent.rglob("*")) == before
    write(file, "Name,Skill,Level,Date", f"person_0001,{INTEGRITY},1,2025-03-01")
    assert len(imported(folder, file, *SELF, "--strict")) == 1


def test_a_folder_that_cannot_be_written_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a table, no file of rejects, no scratch."""
    good, bad = f"person_0001,{INTEGRITY},1,2025-03-01", "x,y,z,0"
    file = write(folder.parent / "r.csv", "Name,Skill,Level,Date", good, bad)
    before = sorted(folder.parent.rglob("*"))

    def fails(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    result = run(folder, file, *SELF)
    assert result.exit_code == 1
    assert "Cannot write to" in result.output
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize("ending", ["\n", "", "\r\n"])
def test_what_is_in_the_folder_stays(folder: Path, ending: str) -> None:
    """Whatever the order of its columns and the ends of its rows."""
    columns = list(reversed(EXPORT_TABLES["assessments"].columns))
    old = [
        "x",
        "claimed",
        "2025-01-01",
        "2025-01-01",
        "",
        "self",
        "mid",
        INTEGRITY,
        "",
        "sea",
        "person_0002",
        "x1",
    ]
    row = (ending or "\n").join([",".join(columns), ",".join(old)]) + ending
    (folder / "assessments.csv").write_text(row, newline="")
    file = write(
        folder.parent / "r.csv",
        "Name,Skill,Level,Date",
        f"person_0001,{INTEGRITY},1,2025-03-01",
    )
    first, second = imported(folder, file, *SELF)
    content = (folder / "assessments.csv").read_bytes()
    assert content.count(b"\r\n") in {0, content.count(b"\n")}
    assert (first, second["level"]) == (dict(zip(columns, old, strict=True)), "entry")


def test_parquet_is_read_and_added_to(folder: Path) -> None:
    """Where the folder has Parquet, it stays Parquet."""
    file = folder.parent / "r.parquet"
    duckdb.sql(
        f"select 'person_0001' as person, '{INTEGRITY}' as skill, 2 as level,"
        " date '2025-03-01' as date"
    ).write_parquet(str(file))
    table = folder / "assessments.parquet"
    columns = ", ".join(
        f"null::varchar as {name}" for name in EXPORT_TABLES["assessments"].columns
    )
    duckdb.sql(f"select {columns} limit 0").write_parquet(str(table))
    for _ in range(2):
        assert run(folder, file, *SELF).exit_code == 0
    (row,) = duckdb.read_parquet(str(table)).project("person_id, level").fetchall()
    assert row == ("person_0001", "mid")
    assert not (folder / "assessments.csv").exists()


MATRIX = [
    ["Team", "Name", "Data Integrity", "Rules of Quality"],
    ["A", "Example Person 1", "Senior", None],
    ["A", "Example Person 2", 0, "E"],
]
TURNED = [
    ["Skill", "Example Person 1", "Example Person 2"],
    ["Data Integrity", "Senior", 0],
    ["Rules of Quality", None, "E"],
]
FROM_MATRIX = {
    ("person_0001", INTEGRITY, "senior", "2025-06-30"),
    ("person_0002", INTEGRITY, "none", "2025-06-30"),
    ("person_0002", RULES, "entry", "2025-06-30"),
}
ON = ("--assessed-on", "2025-06-30")


@pytest.mark.parametrize("rows", [MATRIX, TURNED], ids=["upright", "turned"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_matrix_is_read_either_way_round(
    folder: Path, rows: list[list[Any]], suffix: str
) -> None:
    """A blank is counted as not assessed."""
    file = folder.parent / f"matrix.{suffix}"
    if suffix == "csv":
        with file.open("w", newline="") as stream:
            csv.writer(stream).writerows(rows)
    else:
        workbook(file, {"Any": rows})
    result = run(folder, file, *SELF, *ON)
    assert ": wide (" in result.output
    assert "2 rows, 4 cells" in result.output
    assert "Not assessed: 1" in result.output
    assert set(short(read_records(folder / "assessments.csv"))) == FROM_MATRIX


def test_sheets_are_rounds_by_the_day_in_their_name(folder: Path) -> None:
    """Other sheets are passed over, or left out by --sheet and --ignore."""
    rows = [row[1:] for row in MATRIX]
    sheets = {
        "Round 2025-06-30": rows,
        "30.9.2025": rows,
        "Read me": [["Fill in", "please"]],
    }
    file = workbook(folder.parent / "rounds.xlsx", sheets)
    result = run(folder, file, *SELF)
    assert "Passed over, no assessments: rounds.xlsx[Read me]" in result.output
    days = [each["assessed_on"] for each in read_records(folder / "assessments.csv")]
    assert days == ["2025-06-30"] * 3 + ["2025-09-30"] * 3
    one = make_folder(folder.parent / "one")
    assert len(imported(one, file, *SELF, "--sheet", "30.9.2025")) == 3
    two = make_folder(folder.parent / "two")
    assert len(imported(two, file, *SELF, "--ignore", "30.9.2025")) == 3


def test_merged_headers_give_the_path(folder: Path) -> None:
    """Two skills of one name are told apart by what stands above them."""
    rows = [
        [None, "Governance", None, "Pipelines"],
        ["Name", "Data Integrity", "Testing", "Testing"],
        ["Example Person 1", "1", "2", "3"],
    ]
    expected = [
        ("person_0001", INTEGRITY, "entry", "2025-06-30"),
        ("person_0001", "data/governance/testing", "mid", "2025-06-30"),
        ("person_0001", "data/pipelines/testing", "senior", "2025-06-30"),
    ]
    file = workbook(folder.parent / "merged.xlsx", {"Any": rows}, "B1:C1")
    assert short(imported(folder, file, *SELF, *ON)) == expected
    as_csv = make_folder(folder.parent / "as_csv")
    with (folder.parent / "merged.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    file = folder.parent / "merged.csv"
    assert short(imported(as_csv, file, *SELF, *ON)) == expected


def test_a_turned_matrix_may_name_subdomains_once(folder: Path) -> None:
    """Merged or blank below; a heading across the table is no skill."""
    rows = [
        ["", "Skill", "person_0001"],
        ["Governance", "Data Integrity", "1"],
        ["", "Testing", "2"],
        ["Pipelines", None, None],
        ["Pipelines", "Testing", "3"],
        ["", "Lineage and CI/CD", ""],
    ]
    file = workbook(folder.parent / "turned.xlsx", {"Any": rows}, "A4:C4")
    assert [each[1:3] for each in short(imported(folder, file, *SELF, *ON))] == [
        (INTEGRITY, "entry"),
        ("data/governance/testing", "mid"),
        ("data/pipelines/testing", "senior"),
    ]
    assert not (folder.parent / "export-rejected-assessments.csv").exists()


def test_rejected_cells_of_a_matrix_are_long_rows(folder: Path) -> None:
    """Which can be mended and imported without any option."""
    rows = [
        ["Name", "Data Integrity", "Rules of Quality"],
        ["Example Person 1", "1", "X"],
    ]
    file = workbook(folder.parent / "m.xlsx", {"Any": rows})
    imported(folder, file, "--assessor-type", "self", *NOW, *ON)
    (record,) = rejected(folder)
    assert record["skill"] == "Rules of Quality"
    assert (record["level"], record["source_sheet"]) == ("X", "Any")
    mended = folder.parent / "mended.csv"
    text = (folder.parent / "export-rejected-assessments.csv").read_text()
    mended.write_text(text.replace(",X,", ",Mid,"))
    records = imported(folder, mended, *NOW)
    assert short(records)[-1] == ("person_0001", RULES, "mid", "2025-06-30")


DIRECT = (
    "Competency Domain,Competency,Skill,Level",
    "Data,Governance,Data Integrity,3",
    "Data,Governance,Rules of Quality,0",
    "Data,Pipelines,Lineage and CI/CD,4",
)


def test_direct_needs_a_map_and_takes_person_and_day_from_the_name(
    folder: Path,
) -> None:
    """Its 0 is not assessed unless the map says otherwise; levels have no default."""
    file = write(folder.parent / "person_0001_2025-06-30.csv", *DIRECT)
    result = run(folder, file, *NOW, "--level", "3=mid")
    assert "direct (" in result.output
    assert "0 mixes none with not applicable" in result.output
    assert "Not assessed: 1" in result.output
    assert rejected(folder)[0]["reject_reason"] == "unknown_level"
    (record,) = read_records(folder / "assessments.csv")
    assert short([record]) == [("person_0001", INTEGRITY, "mid", "2025-06-30")]
    assert record["assessor_type"] == "self"
    other = make_folder(folder.parent / "other")
    maps = [f"--level={text}" for text in ("3=mid", "4=senior", "0=none")]
    assert [each["level"] for each in imported(other, file, *NOW, *maps)] == [
        "mid",
        "none",
        "senior",
    ]


def test_person_and_day_may_be_options_or_a_pattern(folder: Path) -> None:
    """Where the name of the file does not say them."""
    file = write(folder.parent / "skills.csv", *DIRECT[:2])
    assert "does not say whose it is" in run(folder, file, *NOW, *ON).output
    assert "no column for assessed_on" in run(folder, file, *NOW).output
    options = ("--level", "3=3", "--person", "two@example.org", *ON)
    assert imported(folder, file, *NOW, *options)[0]["person_id"] == "person_0002"
    named = write(
        folder.parent / "skills of one@example.org, 1.7.2025.csv", *DIRECT[:2]
    )
    pattern = ("--name-pattern", "skills of {email}, {assessed_on}.csv", "--level=3=3")
    assert short(imported(folder, named, *NOW, *pattern))[-1] == (
        "person_0001",
        INTEGRITY,
        "senior",
        "2025-07-01",
    )
    assert "is not of the form" in run(folder, file, *NOW, *pattern).output


def test_moodle_reports_are_read(folder: Path) -> None:
    """Ratings by scale word; a blank rating is not assessed."""
    file = write(
        folder.parent / "report.csv",
        "Name,Name,ID number,Full name,Email address,Proficient,Rating",
        f"Sea,Data Integrity,{INTEGRITY},Example Person 1,one@example.org,Yes,Mid",
        f"Sea,Data Integrity,{INTEGRITY},Example Person 2,two@example.org,No,",
    )
    options = ("--assessor-type", "assessor", *NOW, *ON)
    result = run(folder, file, *options)
    assert "report.csv: moodle (" in result.output
    assert "Not assessed: 1" in result.output
    assert short(read_records(folder / "assessments.csv")) == [
        ("person_0001", INTEGRITY, "mid", "2025-06-30")
    ]


def test_a_map_beside_the_data_says_what_columns_are(folder: Path) -> None:
    """The command line says it over the map."""
    file = write(
        folder.parent / "r.csv",
        "Staff no.,What,How,When",
        "person_0001,Data Integrity,alone,4/3/2025",
    )
    write(
        folder.parent / "r.csv.map.yml",
        "dialect: long",
        "columns: {person_id: Staff no, skill: What, level: How, date: When}",
        "levels: {alone: mid}",
        "constants: {assessor_type: self, verification: evidenced}",
        "dates: month-first",
    )
    (record,) = imported(folder, file, *NOW)
    assert short([record]) == [("person_0001", INTEGRITY, "mid", "2025-04-03")]
    assert record["verification"] == "evidenced"
    (_, record) = imported(folder, file, *NOW, "--dates", "day-first")
    assert record["assessed_on"] == "2025-03-04"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "must hold a mapping"),
        ("colums: {}", "must hold a mapping with the keys"),
        ("columns: {nothing: A}", "is no field"),
        ("columns: [a]", "must be a mapping of texts"),
        ("dates: backwards", "dates must be one of"),
        ("dialect: spoken", "dialect must be one of"),
        ("ignore: a", "must be a list"),
        ("a: [", "m.yml:1: this is not YAML"),
        ("levels: {a: 1, a: 2}", "m.yml:1: the key 'a' comes again"),
    ],
)
def test_a_wrong_map_is_refused(folder: Path, text: str, message: str) -> None:
    """By its name."""
    file = write(folder.parent / "r.csv", "Name,Skill,Level,Date")
    path = write(folder.parent / "m.yml", text)
    result = run(folder, file, *SELF, "--map", path)
    assert result.exit_code == 1
    assert message in result.output
    assert "m.yml" in result.output


@pytest.mark.parametrize(
    ("header", "options", "message"),
    [
        ("a,b,c", (), "is written in no way that is known"),
        ("Name,Skill,Level,Date", (), "no column for assessor_type"),
        ("Name,Skill,Level", ("--assessor-type", "self"), "no column for assessed_on"),
        ("Name,Skill,Level,Date", ("--column", "level=Nivel"), "No file has a column"),
        ("Name,Skill,Level,Level,Date", ("--dialect", "long"), "has 2 columns 'Level'"),
    ],
)
def test_what_is_missing_is_asked_for(
    folder: Path, header: str, options: tuple[str, ...], message: str
) -> None:
    """Before any row is judged."""
    file = write(folder.parent / "r.csv", header, "x" + ",x" * header.count(","))
    result = run(folder, file, *options)
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize("name", ["framework_levels", "people"])
def test_a_folder_without_what_names_mean_is_refused(folder: Path, name: str) -> None:
    """So is one that is none, and a place for rejects inside it."""
    file = write(folder.parent / "r.csv", "Name,Skill,Level,Date")
    inside = run(folder, file, *SELF, "--rejects", folder / "x.csv")
    assert "would be in the export folder" in inside.output
    (folder / f"{name}.csv").unlink()
    assert f"holds no {name}" in run(folder, file, *SELF).output
    assert "is no folder" in run(folder / "none", file, *SELF).output


def test_help_has_an_example() -> None:
    """Of each form of the command."""
    output = CliRunner().invoke(main, ["import", "assessments", "--help"]).output
    assert "competency import assessments ratings.csv" in output


LEVELS = {
    "none": ["none", "0"],
    "entry": ["Entry", "1", "e"],
    "mid": ["Mid-level", "2"],
}
SKILLS = {
    INTEGRITY: "Data Integrity",
    RULES: "Rules of Quality",
    LINEAGE: "Lineage and CI/CD",
}
RATINGS = st.dictionaries(
    st.tuples(st.sampled_from([p[0] for p in PEOPLE[:3]]), st.sampled_from([*SKILLS])),
    st.tuples(st.sampled_from([*LEVELS]), st.integers(0, 2)),
    min_size=1,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(RATINGS)
def test_a_table_gives_the_same_in_every_form(
    tmp_path_factory: pytest.TempPathFactory,
    ratings: dict[tuple[str, str], tuple[str, int]],
) -> None:
    """Long, wide, turned; CSV and XLSX: the same records, ids included."""
    home = tmp_path_factory.mktemp("forms")
    names = {person_id: name for person_id, name, _ in PEOPLE}

    def cell(person_id: str, skill_id: str) -> str:
        level, way = ratings.get((person_id, skill_id), ("", 0))
        return (LEVELS[level] * 2)[way] if level else ""

    people, skills = sorted({p for p, _ in ratings}), sorted(SKILLS)
    long = [["Email or name", "Skill", "Level"]] + [
        [names[person], SKILLS[skill], cell(person, skill)] for person, skill in ratings
    ]
    wide = [["Name", *SKILLS.values()]] + [
        [names[person], *(cell(person, skill) for skill in SKILLS)] for person in people
    ]
    turned = [["Skill", *(names[person] for person in people)]] + [
        [SKILLS[skill], *(cell(person, skill) for person in people)] for skill in skills
    ]
    results = []
    for number, rows in enumerate((long, wide, turned)):
        folder = make_folder(home / f"export_{number}")
        file = home / f"table_{number}.csv"
        with file.open("w", newline="") as stream:
            csv.writer(stream).writerows(rows)
        if number:
            file = workbook(home / f"table_{number}.xlsx", {"Any": rows})
        column = () if number else ("--column", "full_name=Email or name")
        records = imported(folder, file, *SELF, *ON, *column)
        results.append(sorted(tuple(record.values()) for record in records))
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == len(ratings)


def test_the_warehouse_takes_what_was_imported(
    direct: DirectBuilder, tmp_path: Path
) -> None:
    """Nothing of it is rejected, and all of it is counted."""
    folder = copy_seeds(tmp_path / "export")
    (folder / "assessments.csv").unlink()
    outline = read_records(folder / "framework_outline.csv")
    skills = [
        each["name"]
        for each in outline
        if (each["node_type"], each["release_id"]) == ("skill", "2025-05")
    ]
    people = [each["full_name"] for each in read_records(folder / "people.csv")][:20]
    rows = [["Name", *skills]] + [
        [
            person,
            *(
                place % 5 - 1 if place % 5 else ""
                for place in range(at, at + len(skills))
            ),
        ]
        for at, person in enumerate(people)
    ]
    file = workbook(tmp_path / "matrix.xlsx", {"Round 2026-03-31": rows})
    records = imported(folder, file, *SELF[:2])
    corrected = workbook(
        tmp_path / "corrected.xlsx",
        {"Round 2026-03-31": [rows[0], [people[0], *["Senior"] * len(skills)]]},
    )
    assert len(
        imported(folder, corrected, *SELF[:2], "--recorded-at", "2099-01-01")
    ) > len(records)
    build = direct.build(tmp_path / "build", folder)
    assert build.exit_code == 0, build.output
    (counts,) = build.rows(
        "select received_count, accepted_count, rejected_count"
        " from quality.qly_load_reconciliation where export_table = 'assessments'"
    )
    every = read_records(folder / "assessments.csv")
    assert counts == (len(every), len({each["assessment_id"] for each in every}), 0)

"""``competency import workforce``: one state after another becomes history."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.import_workforce import AS_OF_FILE, REMEDIES
from competency_warehouse.workforce import (
    Assignment,
    People,
    State,
    Teams,
    findings,
    fold,
)
from direct_build import DirectBuilder
from warehouse import copy_seeds, read_records

HEADER = "Name,Email,Team,Job title,Line manager,Start date,WTE"
STAFF = (
    HEADER,
    "Example Person 1,one@example.org,Sea > Harbour,Pilot,,2020-01-01,1.0",
    "Example Person 2,two@example.org,Sea > Harbour > Tugs,Stoker,one@example.org,"
    "1/2/2021,80%",
)


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(
        main, ["import", "workforce", "--out", str(folder), *map(str, arguments)]
    )


def write(path: Path, *lines: str) -> Path:
    """Write a text file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def table(folder: Path, name: str) -> list[tuple[str, ...]]:
    """The rows of a table of the folder."""
    path = folder / f"{name}.csv"
    return (
        [tuple(each.values()) for each in read_records(path)] if path.exists() else []
    )


def done(folder: Path, *arguments: str | Path) -> str:
    """Run the command, which succeeds, and give what it printed."""
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def rejected(folder: Path) -> list[dict[str, str]]:
    """The rejected rows."""
    return read_records(folder.parent / f"{folder.name}-rejected-workforce.csv")


def test_a_list_of_staff_fills_four_tables(tmp_path: Path) -> None:
    """Ids are made from names, and parents from paths."""
    folder = tmp_path / "export"
    output = done(folder, write(tmp_path / "hr.csv", *STAFF))
    assert "hr.csv: staff (" in output
    assert table(folder, "people") == [
        ("example-person-1", "Example Person 1", "one@example.org"),
        ("example-person-2", "Example Person 2", "two@example.org"),
    ]
    assert table(folder, "teams") == [
        ("sea", "Sea", ""),
        ("sea/harbour", "Harbour", "sea"),
        ("sea/harbour/tugs", "Tugs", "sea/harbour"),
    ]
    assert table(folder, "roles") == [
        ("pilot", "Pilot", "", ""),
        ("stoker", "Stoker", "", ""),
    ]
    assert table(folder, "assignments") == [
        ("example-person-1", "sea/harbour", "pilot", "", "2020-01-01", "", "1"),
        (
            *("example-person-2", "sea/harbour/tugs", "stoker", "example-person-1"),
            *("2021-02-01", "", "0.8"),
        ),
    ]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert "No change" in done(folder, tmp_path / "hr.csv")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_tables_come_one_a_file_or_one_a_sheet(tmp_path: Path) -> None:
    """With the columns of the contract, told by their names."""
    seeds = copy_seeds(tmp_path / "seeds")
    names = ("teams", "roles", "role_requirements", "people", "assignments")
    book = Workbook()
    book.remove(book.active)
    book.create_sheet("Read me").append(["Nothing"])
    for name in names:
        sheet = book.create_sheet(name.title().replace("_", " "))
        with (seeds / f"{name}.csv").open(newline="") as stream:
            for row in csv.reader(stream):
                sheet.append(row)
    book.save(tmp_path / "all.xlsx")
    by_file, by_sheet = tmp_path / "by_file", tmp_path / "by_sheet"
    for folder, files in (
        (by_file, [seeds / f"{name}.csv" for name in names]),
        (by_sheet, [tmp_path / "all.xlsx"]),
    ):
        folder.mkdir()
        for path in seeds.glob("framework_*.csv"):
            (folder / path.name).write_bytes(path.read_bytes())
        output = done(folder, *files)
        assert "Rejected: 0" in output
        for name in names:
            got, wanted = table(folder, name), table(seeds, name)
            if name == "assignments":
                got = [(*each[:6], str(float(each[6]))) for each in got]
            assert got == wanted, name
    assert "Passed over, no workforce: all.xlsx[Read me]" in output


def test_columns_are_named_by_option_or_map(tmp_path: Path) -> None:
    """And the kind of table by --table."""
    folder = tmp_path / "export"
    file = write(tmp_path / "x.csv", "Who,Where", "Example Person 1,one@example.org")
    assert "is no table of a workforce" in run(folder, file).output
    options = ("--table", "people", "--column", "name=Who", "--column", "email=Where")
    done(folder, file, *options)
    assert table(folder, "people") == [
        ("example-person-1", "Example Person 1", "one@example.org")
    ]
    assert (
        "No file has a column 'What'"
        in run(folder, file, *options, "--column", "team=What").output
    )
    write(tmp_path / "x.csv.map.yml", "columns: {full_name: Who, email: Where}")
    assert "No change" in done(folder, file)


def test_people_are_told_and_what_is_said_of_them_is_brought_up_to_date(
    tmp_path: Path,
) -> None:
    """By id, address or name; nobody is deleted, and blanks change nothing."""
    folder = tmp_path / "export"
    header = "person_id,full_name,email"
    done(
        folder, write(tmp_path / "people.csv", header, "p1,Example One,one@example.org")
    )
    write(
        tmp_path / "people.csv",
        header,
        "P1,Example Uno,",
        ",Example Uno,ONE@example.org",
        ",Example Two,two@example.org",
        ",Example Two,other@example.org",
    )
    output = done(folder, tmp_path / "people.csv")
    assert "people: 2 added, 1 changed, 3 in all" in output
    assert table(folder, "people") == [
        ("p1", "Example Uno", "ONE@example.org"),
        ("example-two", "Example Two", "two@example.org"),
        ("example-two-2", "Example Two", "other@example.org"),
    ]
    write(tmp_path / "people.csv", header, "p1,Example Uno,")
    assert "No change" in done(folder, tmp_path / "people.csv")


def state(tmp_path: Path, folder: Path, day: str, *rows: str) -> str:
    """Fold in a state of people, teams, roles, managers and share of full time."""
    file = write(tmp_path / f"{day}.csv", "person_id,name,team,role,manager,fte", *rows)
    return done(folder, file, "--as-of", day)


ONE, TWO = "p1,Example One,A,Pilot,,1", "p2,Example Two,A,Pilot,p1,1"


def test_states_are_folded_into_history(tmp_path: Path) -> None:
    """Gone is closed, new is opened, changed is both, the same is left alone."""
    folder = tmp_path / "export"
    state(tmp_path, folder, "2025-01-31", ONE, TWO)
    output = state(tmp_path, folder, "2025-02-28", ONE, TWO.replace("A,", "B,"))
    assert "assignments: 1 opened, 1 closed, 1 unchanged" in output
    output = state(tmp_path, folder, "2025-03-31", ONE, "p3,Example Three,B,Pilot,,0.5")
    expected = [
        ("p1", "a", "pilot", "", "2025-01-31", "", "1"),
        ("p2", "a", "pilot", "p1", "2025-01-31", "2025-02-27", "1"),
        ("p2", "b", "pilot", "p1", "2025-02-28", "2025-03-30", "1"),
        ("p3", "b", "pilot", "", "2025-03-31", "", "0.5"),
    ]
    assert table(folder, "assignments") == expected
    assert len(table(folder, "people")) == 3
    # The same again, the same later: nothing but the day changes.
    for day in ("2025-03-31", "2025-04-30"):
        output = done(folder, tmp_path / "2025-03-31.csv", "--as-of", day)
        assert "0 opened, 0 closed, 2 unchanged" in output
        assert table(folder, "assignments") == expected
        assert (folder / AS_OF_FILE).read_text() == f"{day}\n"
    late = run(folder, tmp_path / "2025-03-31.csv", "--as-of", "2025-04-29")
    assert late.exit_code == 1
    assert "holds the state of 2025-04-30" in late.output
    # A correction of the last state: what began that day never was.
    output = state(tmp_path, folder, "2025-04-30", ONE)
    assert table(folder, "assignments")[-1] == (*expected[-1][:5], "2025-04-29", "0.5")
    done(folder, tmp_path / "2025-03-31.csv", "--as-of", "2025-04-30")
    assert table(folder, "assignments") == expected


def test_a_given_start_holds_where_nothing_contradicts_it(tmp_path: Path) -> None:
    """It is often the first day in the organisation, not in the team."""
    folder = tmp_path / "export"
    header = "person_id,name,team,role,start date"
    file = write(tmp_path / "a.csv", header, "p1,Example One,A,Pilot,2015-04-01")
    done(folder, file, "--as-of", "2025-01-31")
    write(
        file,
        header,
        "p1,Example One,B,Pilot,2015-04-01",
        "p2,Example Two,B,Pilot,2025-02-10",
        "p3,Example Three,B,Pilot,2024-12-31",
    )
    done(folder, file, "--as-of", "2025-02-28")
    assert [(each[0], each[4], each[5]) for each in table(folder, "assignments")] == [
        ("p1", "2015-04-01", "2025-02-27"),
        ("p1", "2025-02-28", ""),
        ("p2", "2025-02-10", ""),
        ("p3", "2025-02-28", ""),
    ]


def test_a_given_start_does_not_reach_into_dated_rows(tmp_path: Path) -> None:
    """Which came into the folder before any state."""
    folder = tmp_path / "export"
    header = "person_id,name,team,role,start date"
    file = write(tmp_path / "staff.csv", header, "p1,Example One,A,Pilot,2015-04-01")
    done(folder, file)
    write(file, header, "p1,Example One,B,Pilot,2015-04-01")
    done(folder, file, "--as-of", "2025-01-31")
    assert [(each[1], each[4], each[5]) for each in table(folder, "assignments")] == [
        ("a", "2015-04-01", "2025-01-30"),
        ("b", "2025-01-31", ""),
    ]


def test_what_a_state_does_not_tell_is_kept(tmp_path: Path) -> None:
    """A file without managers changes no manager."""
    folder = tmp_path / "export"
    state(tmp_path, folder, "2025-01-31", ONE, TWO)
    file = write(
        tmp_path / "b.csv",
        "person_id,name,team,role",
        "p1,Example One,A,Pilot",
        "p2,Example Two,A,Pilot",
    )
    assert "0 opened, 0 closed, 2 unchanged" in done(
        folder, file, "--as-of", "2025-02-28"
    )
    header = "person_id,name,team,role,fte"
    write(file, header, "p1,Example One,A,Pilot,1", "p2,Example Two,A,Pilot,0.6")
    done(folder, file, "--as-of", "2025-03-31")
    assert table(folder, "assignments")[-1] == (
        *("p2", "a", "pilot", "p1", "2025-03-31", "", "0.6"),
    )


def test_rejected_rows_close_nobody(tmp_path: Path) -> None:
    """A row that cannot be used is not one that is gone; nor can a part be folded."""
    folder = tmp_path / "export"
    state(tmp_path, folder, "2025-01-31", ONE, TWO)
    before = table(folder, "assignments")
    output = state(tmp_path, folder, "2025-02-28", ONE, TWO.replace("A,", ","))
    assert table(folder, "assignments") == before
    assert "of 1 people with rejected rows were not closed" in output
    output = state(tmp_path, folder, "2025-03-31", ONE, ",,A,Pilot,,1")
    assert table(folder, "assignments") == before
    assert "nobody's assignment was closed" in output
    part = tmp_path / "export-rejected-workforce.csv"
    other = ("--rejects", tmp_path / "other.csv")
    result = run(folder, part, "--as-of", "2025-04-30", *other)
    assert "a part of a state" in result.output
    empty = write(tmp_path / "e.csv", "person_id,name,team,role")
    assert (
        "an empty state would close"
        in run(folder, empty, "--as-of", "2025-04-30").output
    )


BAD = {
    "empty_person": ",,A,Pilot,,2025-01-01,,",
    "empty_full_name": "p9,,A,Pilot,,2025-01-01,,",
    "empty_team": "p1,Example One,,Pilot,,2025-01-01,,",
    "empty_role": "p1,Example One,A,,,2025-01-01,,",
    "ambiguous_person": ",Example Twin,A,Pilot,,2025-01-01,,",
    "ambiguous_team": "p1,Example One,Twins,Pilot,,2025-01-01,,",
    "ambiguous_role": "p1,Example One,A,Twin,,2025-01-01,,",
    "ambiguous_manager": "p1,Example One,A,Pilot,Example Twin,2025-01-01,,",
    "unreadable_started_on": "p1,Example One,A,Pilot,,soon,,",
    "unreadable_ended_on": "p1,Example One,A,Pilot,,2025-01-01,99/99/2025,",
    "ended_before_started": "p1,Example One,A,Pilot,,2025-01-02,2025-01-01,",
    "unreadable_fte": "p1,Example One,A,Pilot,,2025-01-01,,half",
}
BAD_HEADER = "person_id,name,team,role,manager,start,end,fte"


@pytest.fixture
def twins(tmp_path: Path) -> Path:
    """A folder in which names are not unique."""
    folder = tmp_path / "export"
    people = ("p1,Example One", "t1,Example Twin", "t2,Example Twin")
    teams = ("a,A,", "b,B,", "t1,Twins,a", "t2,Twins,b")
    done(
        folder,
        write(tmp_path / "people.csv", "person_id,full_name", *people),
        write(tmp_path / "teams.csv", "team_id,team_name,parent_team_id", *teams),
        write(
            tmp_path / "roles.csv", "role_id,role_name", "p,Pilot", "t1,Twin", "t2,Twin"
        ),
    )
    return folder


@pytest.mark.parametrize("reason", BAD)
def test_what_cannot_be_used_is_rejected_with_its_reason(
    twins: Path, reason: str
) -> None:
    """With the row as it came; the rest comes in."""
    good = "p1,Example One,B > Twins,p,,2024-01-01,,1"
    file = write(twins.parent / "staff.csv", BAD_HEADER, BAD[reason], good)
    done(twins, file)
    (record,) = rejected(twins)
    assert record["reject_reason"] == reason
    assert record["reject_remedy"] == REMEDIES[reason]
    assert record["source_row"] == "2"
    assert ",".join(list(record.values())[:8]) == BAD[reason]
    assert [each[:3] for each in table(twins, "assignments")] == [("p1", "t2", "p")]


def test_other_reasons(twins: Path) -> None:
    """Of tables that do not add what they name, and of states."""
    home = twins.parent
    done(
        twins,
        write(
            home / "assignments.csv",
            "person_id,team_id,role_id,started_on",
            "p7,a,p,2025-01-01",
            "p1,z,q,2025-01-01",
        ),
        write(home / "more.csv", "team_id,team_name,parent_team_id", "c,C,zz"),
        write(home / "roles2.csv", "role_id,role_name,next_role_id", "x,X,zz"),
    )
    assert [each["reject_reason"] for each in rejected(twins)] == [
        "unknown_person",
        "unknown_team,unknown_role",
        "unknown_team",
        "unknown_role",
    ]
    assert "c" not in {each[0] for each in table(twins, "teams")}
    assert "x" not in {each[0] for each in table(twins, "roles")}
    rows = ("p1,Example One,A,p,2025-03-02", "t1,Example Twin,A,p,2025-01-01")
    file = write(home / "state.csv", "person_id,name,team,role,start", *rows)
    done(twins, file, "--as-of", "2025-03-01")
    assert [each["reject_reason"] for each in rejected(twins)] == ["not_running"]


def test_two_rows_that_contradict_each_other_are_both_rejected(twins: Path) -> None:
    """A copy is no contradiction."""
    rows = [f"p1,Example One,A,p,,2025-01-01,,{fte}" for fte in ("1", "0.5")]
    copies = ["t1,Example Twin,A,p,,2025-01-01,,1"] * 2
    done(twins, write(twins.parent / "staff.csv", BAD_HEADER, *rows, *copies))
    assert [each["reject_reason"] for each in rejected(twins)] == [
        "contradicts_other_record"
    ] * 2
    assert len(table(twins, "assignments")) == 1


def test_requirements_are_matched_to_the_framework(tmp_path: Path) -> None:
    """Roles, skills and levels by name."""
    folder = copy_seeds(tmp_path / "export")
    file = write(
        tmp_path / "requirements.csv",
        "Role,Skill,Required level,Importance,Framework",
        "Data Engineer,Data catalogue,Senior Level,Desirable,",
        "Data Engineer,Data catalgue,Senior,desirable,",
        "Data Engineer,Data visualisation,none,desirable,",
        "Data Engineer,Data visualisation,2,nice,",
        "Data Enginer,Data visualisation,2,desirable,land",
    )
    done(folder, file)
    found = [
        each for each in table(folder, "role_requirements") if "catalogue" in each[2]
    ]
    assert ("data_engineer", "senior", "desirable") in [
        (each[0], *each[3:]) for each in found
    ]
    reasons = [each["reject_reason"] for each in rejected(folder)]
    assert reasons == [
        "unknown_skill",
        "unknown_level",
        "unknown_importance",
        "unknown_role,unknown_framework",
    ]
    assert rejected(folder)[0]["reject_candidates"].startswith("skill: Data Catalogue")


def test_every_reason_is_tested() -> None:
    """But that of a skill with a name like another's, which the matching tests."""
    others = {"unknown_person", "unknown_team", "unknown_role", "not_running"}
    others |= {"contradicts_other_record", "unknown_framework", "unknown_skill"}
    others |= {"ambiguous_skill", "unknown_level", "unknown_importance"}
    assert set(REMEDIES) == set(BAD) | others


def test_findings_are_warnings_and_no_rejects(tmp_path: Path) -> None:
    """Of loops, missing managers, overlaps, addresses and people without a place."""
    folder = tmp_path / "export"
    done(
        folder,
        write(
            tmp_path / "people.csv",
            "person_id,full_name,email",
            *(
                f"p{n},Example {n},{'same' if n < 3 else n}@example.org"
                for n in range(1, 6)
            ),
        ),
        write(
            tmp_path / "staff.csv",
            "person_id,name,team,role,manager,start,end",
            "p1,Example 1,A,Pilot,p2,2025-01-01,",
            "p2,Example 2,A,Pilot,p1,2025-01-01,",
            "p3,Example 3,A,Pilot,nobody,2025-01-01,2025-02-01",
            "p3,Example 3,A,Pilot,,2025-02-01,",
            "p4,Example 4,A,Pilot,p1,2025-01-01,2025-01-31",
            "p4,Example 4,A,Pilot,p1,2025-02-01,",
        ),
    )
    output = done(folder, tmp_path / "people.csv")
    assert [line for line in output.splitlines() if "Finding" in line] == [
        "Finding: management loop: 1: p1, p2",
        "Finding: missing manager: 1: nobody (of p3)",
        "Finding: overlapping assignments: 1: p3 in a as pilot from 2025-02-01",
        "Finding: duplicate e-mail address: 1: p1, p2",
        "Finding: person without assignment: 1: p5",
    ]


def test_a_long_line_of_managers_is_no_loop() -> None:
    """Nor is somebody below a loop a part of it."""
    line = [Assignment(f"p{n}", "a", "r", f"p{n + 1}", "2025-01-01") for n in range(50)]
    people = People((f"p{n}", f"{n}", "") for n in range(51))
    assert "management loop" not in findings(people, line)
    loop = [Assignment("p50", "a", "r", "p49", "2025-01-01")]
    assert findings(people, line + loop)["management loop"] == ["p49, p50"]


def test_a_path_of_teams_is_told_by_its_names() -> None:
    """In any case; blank parts do not count; a name that two have is not told."""
    teams = Teams([("t1", "A", ""), ("t2", "B", "t1"), ("t3", "B", "")])
    assert teams.find(" a>b ") == {"t2"}
    assert teams.place("A > > B >") == {"t2"}
    assert teams.find("B") == {"t2", "t3"}
    assert teams.place("A > C") == {"t1/c"}
    assert teams.rows["t1/c"] == ["C", "t1"]


def test_teams_in_a_loop_have_a_path() -> None:
    """It ends where it comes back."""
    assert Teams([("a", "A", "b"), ("b", "B", "a")]).path("a") == "B > A"


def test_strict_dry_run_and_failure_leave_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was, and no rejects beside it."""
    folder = tmp_path / "export"
    file = write(tmp_path / "hr.csv", *STAFF)
    done(folder, file)
    write(file, *STAFF, "Example Person 3,,,,,,")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    strict = run(folder, file, "--strict")
    assert strict.exit_code == 1
    assert "nothing was written" in strict.output
    assert "Nothing was written" in done(folder, file, "--dry-run")
    inside = run(folder, file, "--rejects", folder / "x.csv")
    assert "would be in the export folder" in inside.output

    def fails(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("competency_warehouse.folder.os.fsync", fails)
    assert run(folder, file).exit_code == 1
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_other_tables_of_the_folder_stay(tmp_path: Path) -> None:
    """Only what changed is written."""
    folder = copy_seeds(tmp_path / "export")
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    file = write(tmp_path / "people.csv", "person_id,full_name", "p1,Example One")
    done(folder, file)
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"people.csv"}


PLACES = st.tuples(
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["r", "s"]),
)
STATES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.dictionaries(
            PLACES,
            st.tuples(
                st.sampled_from(["", "p1", "p9"]),
                st.sampled_from(["", "1", "0.5"]),
                st.one_of(st.none(), st.integers(-400, 0)),
            ),
            min_size=1,
        ),
    ),
    min_size=1,
    max_size=6,
)


def running(assignments: list[Assignment], day: str) -> list[tuple[Any, ...]]:
    """What runs on a day."""
    return sorted(
        (*each.place, each.manager_id, each.fte)
        for each in assignments
        if each.runs_on(day)
    )


@settings(max_examples=300, deadline=None)
@given(STATES)
def test_on_the_day_of_each_state_history_is_just_that_state(
    states: list[tuple[int, dict[tuple[str, ...], tuple[Any, ...]]]],
) -> None:
    """Whatever follows; the last of several states of one day counts."""
    day, last = date(2025, 1, 1), ""
    history: list[Assignment] = []
    told: dict[str, list[tuple[Any, ...]]] = {}
    for days, places in states:
        day += timedelta(days=days)
        rows = [
            Assignment(
                *place,
                manager,
                "" if age is None else (day + timedelta(days=age)).isoformat(),
                "",
                fte,
            )
            for place, (manager, fte, age) in places.items()
        ]
        now = State(day, tuple(rows))
        history = fold(history, now, last).assignments
        last = day.isoformat()
        told[last] = sorted((*row.place, row.manager_id, row.fte) for row in rows)
        again = fold(history, now, last)
        assert again.assignments == history
        assert (again.opened, again.closed) == (0, 0)
    for each_day, expected in told.items():
        assert running(history, each_day) == expected
    keys = [each.key for each in history]
    assert len(keys) == len(set(keys))
    assert all(
        not each.ended_on or each.started_on <= each.ended_on for each in history
    )


def test_the_warehouse_takes_what_was_folded_in(
    direct: DirectBuilder, tmp_path: Path
) -> None:
    """Nothing of it is rejected."""
    folder = copy_seeds(tmp_path / "export")
    seeds = read_records(folder / "assignments.csv")
    names = {
        each["person_id"]: each["full_name"]
        for each in read_records(folder / "people.csv")
    }
    rows = [
        f"{each['person_id']},{names[each['person_id']]},{each['team_id']},"
        f"{each['role_id']},{each['manager_id']}"
        for each in seeds
        if not each["ended_on"]
    ]
    header = "person_id,name,team_id,role_id,manager"
    file = write(
        tmp_path / "hr.csv",
        header,
        *rows[1:],
        "new_1,Example New,Night shift,Pilot,person_0001",
    )
    output = done(folder, file, "--as-of", "2026-07-01")
    assert "assignments: 1 opened, 1 closed" in output
    build = direct.build(tmp_path / "build", folder)
    assert build.exit_code == 0, build.output
    counts = build.rows(
        "select export_table, received_count, rejected_count"
        " from quality.qly_load_reconciliation"
        " where export_table in ('people', 'teams', 'roles', 'assignments')"
    )
    assert {
        name: (count, 0)
        for name, count in (
            (name, len(table(folder, name)))
            for name in ("people", "teams", "roles", "assignments")
        )
    } == {name: (received, bad) for name, received, bad in counts}


def test_the_contract_has_the_columns_of_an_assignment() -> None:
    """In their order."""
    assert EXPORT_TABLES["assignments"].columns == tuple(
        Assignment.__dataclass_fields__
    )

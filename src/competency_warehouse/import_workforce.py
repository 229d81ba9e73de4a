"""``competency import workforce``: HR files in, teams and assignments out."""

from __future__ import annotations

import csv
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from competency_warehouse.column_map import (
    ColumnMap,
    ambiguous_dates,
    find_columns,
    folded,
    make_date_macros,
    nearest,
    plain_title,
    read_map,
)
from competency_warehouse.console import facts, note, say, step
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError, shown
from competency_warehouse.folder import read_table, write_table, written_aside
from competency_warehouse.framework import slug
from competency_warehouse.import_options import (
    files_argument,
    folder_option,
    mapping_options,
    rejects_options,
)
from competency_warehouse.matching import Frameworks
from competency_warehouse.rejects import REJECT_COLUMNS, rejects_path, safe
from competency_warehouse.text_tables import (
    TextTable,
    load_export_table,
    load_tables,
    text_database,
)
from competency_warehouse.workforce import (
    Assignment,
    Fold,
    People,
    Register,
    State,
    Teams,
    findings,
    fold,
)

TABLES = ("teams", "roles", "role_requirements", "people", "assignments")
FRAMEWORK_TABLES = (
    "framework_releases",
    "framework_levels",
    "framework_outline",
    "framework_lineage",
)
STAFF = "staff"
KINDS = (*TABLES, STAFF)
AS_OF_FILE = "workforce_as_of.txt"
MAX_SHOWN = 3
TITLES = {
    name: titles.split()
    for name, titles in {
        "person_id": "personid person employeeid employeenumber employeeno staffid"
        " staffnumber staffno payrollnumber assignmentnumber userid username",
        "full_name": "fullname name employeename staffname personname displayname"
        " employee",
        "email": "email emailaddress workemail mail",
        "team_id": "teamid",
        "team": "team teampath teamname department orgunit organisationunit",
        "parent_team": "parentteamid parentteam parent",
        "role_id": "roleid",
        "role": "role rolename jobtitle jobrole position post",
        "role_family": "rolefamily family jobfamily",
        "next_role": "nextroleid nextrole",
        "manager": "managerid manager linemanager managername manageremail reportsto"
        " supervisor",
        "started_on": "startedon startdate start from assignmentstart datestarted",
        "ended_on": "endedon enddate end until leavingdate dateended",
        "fte": "fte wte",
        "framework_id": "frameworkid framework",
        "skill": "skillid skill skillname item competency competence",
        "required_level": "requiredlevel level",
        "importance": "importance",
    }.items()
}
FIELDS = tuple(TITLES)
PERSON = ("person_id", "full_name", "email")
REMEDIES = {
    "empty_person": "Fill in the person.",
    "empty_full_name": "Fill in the name: this person is new.",
    "unknown_person": "Write the person as in people, or add them there.",
    "ambiguous_person": "Several people may be meant: write the id.",
    "empty_team": "Fill in the team.",
    "unknown_team": "Write the team as in teams, or add it there.",
    "ambiguous_team": "Several teams have this name: write the path or the id.",
    "empty_role": "Fill in the role.",
    "unknown_role": "Write the role as in roles, or add it there.",
    "ambiguous_role": "Several roles have this name: write the id.",
    "ambiguous_manager": "Several people may be meant: write the manager's id.",
    "unreadable_started_on": "Write the first day as 2025-12-31.",
    "unreadable_ended_on": "Write the last day as 2025-12-31, or nothing.",
    "ended_before_started": "Correct the first or the last day.",
    "unreadable_fte": "Write the share of full time as a number such as 0.8.",
    "not_running": "The row does not run on the day of --as-of: leave it out.",
    "contradicts_other_record": "Another row is about the same and says something else:"
    " remove the wrong one.",
    "unknown_framework": "Write a framework of the export folder.",
    "unknown_skill": "Write the skill's id, name or path of names in the framework.",
    "ambiguous_skill": "Several skills have this name: write the path or the id.",
    "unknown_level": "Write a level of the framework; --level maps others.",
    "unknown_importance": "Write essential or desirable.",
}


@dataclass
class Line:
    """A row on its way in.

    Attributes:
        table: the table it is of.
        row: its number there.
        cells: its fields; a day as ISO, or as it stands where it is none.
        source: its columns as they came, by title.
        reasons: why it cannot be used.
        candidates: what is near to what it says.
    """

    table: TextTable
    row: int
    cells: dict[str, str]
    source: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """A field; empty where the row has none."""
        return self.cells.get(name, "")

    def reject(self, reason: str, candidates: Iterable[str] = ()) -> None:
        """Give a reason, and what is near."""
        self.reasons.append(reason)
        near = " | ".join(candidates)
        if near:
            self.candidates.append(f"{reason.split('_', 1)[1]}: {near}")


@dataclass
class Workforce:
    """The five tables of the folder."""

    people: People
    teams: Teams
    roles: Register
    requirements: dict[tuple[str, str, str], list[str]]
    assignments: list[Assignment]

    @classmethod
    def of(cls, folder: Path) -> Workforce:
        """Read them.

        Raises:
            UserError: one cannot be read.
        """
        rows = {name: read_table(folder, EXPORT_TABLES[name]) for name in TABLES}
        return cls(
            People(rows["people"]),
            Teams(rows["teams"]),
            Register(rows["roles"]),
            {row[:3]: list(row[3:]) for row in rows["role_requirements"]},
            [Assignment(*row) for row in rows["assignments"]],
        )

    def rows(self) -> dict[str, list[tuple[str, ...]]]:
        """The rows of each table."""
        return {
            "teams": self.teams.all_rows(),
            "roles": self.roles.all_rows(),
            "role_requirements": [
                (*key, *others) for key, others in self.requirements.items()
            ],
            "people": self.people.all_rows(),
            "assignments": [each.row() for each in self.assignments],
        }


@dataclass
class Result:
    """What an import came to.

    Attributes:
        read: table, kind, and the titles by field, of each table that was read.
        lines: all rows.
        counts: rows added, changed, the same, opened, closed, by table.
        findings: what should be looked at.
        notes: remarks.
        skipped: sheets that are no workforce.
        changed: whether a table of the folder is another one now.
    """

    read: list[tuple[TextTable, str, dict[str, str]]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> list[Line]:
        """The rows that cannot be used."""
        return [line for line in self.lines if line.reasons]


@dataclass(frozen=True)
class Order:
    """What to import, and how; see the options of the command."""

    files: tuple[Path, ...]
    folder: Path
    said: ColumnMap = field(default_factory=ColumnMap)
    kind: str = ""
    as_of: date | None = None
    map_path: Path | None = None
    sheets: tuple[str, ...] = ()
    rejects: Path | None = None
    is_strict: bool = False
    is_dry: bool = False

    def rejects_path(self) -> Path:
        """Where rejected rows go."""
        return rejects_path(self.folder, "workforce", self.rejects, self.files)


def add_workforce(order: Order) -> Result:
    """Import files of people, teams, roles and assignments into an export folder.

    Args:
        order: what to import, and how.

    Raises:
        UserError: a file or the folder cannot be read or written, or a state is older
            than the last one; the folder is as it was.
    """
    rejects = order.rejects_path()
    if order.folder.exists() and not order.folder.is_dir():
        raise UserError(f"{order.folder} is a file. Name a folder to write to.")
    force = Workforce.of(order.folder)
    before = force.rows()
    last = _last_state(order)
    result = Result()
    with text_database() as connection:
        make_date_macros(connection)
        tables = load_tables(connection, order.files, order.sheets)
        by_kind = _read(connection, tables, order, result)
        _take(connection, force, by_kind, order, result)
    folded_in = _assign(force, by_kind, order, last, result)
    day = order.as_of.isoformat() if order.as_of else ""
    result.findings = findings(force.people, force.assignments, day)
    _count(force, before, folded_in, result)
    if order.is_dry or (order.is_strict and result.rejected):
        return result
    _write(order, force, before, result, rejects)
    return result


def _last_state(order: Order) -> str:
    """The day of the last state that was folded in; empty: none was."""
    path = order.folder / AS_OF_FILE
    try:
        text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        last = date.fromisoformat(text).isoformat() if text else ""
    except (OSError, ValueError) as error:
        raise UserError(
            f"{path} must hold the day of the last --as-of, such as 2025-12-31. "
            "Write it there."
        ) from error
    if order.as_of and last and order.as_of.isoformat() < last:
        raise UserError(
            f"{order.folder} holds the state of {last}, and that of {order.as_of} is "
            "older: history is folded in from the oldest state to the newest. Start "
            "with a copy of the folder from before, or leave this file out."
        )
    return last


def _read(
    connection: Any, tables: Sequence[TextTable], order: Order, result: Result
) -> dict[str, list[Line]]:
    """The rows of all tables, by the kind of table."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    known = {
        plain_title(text)
        for table in tables
        for texts in table.head.values()
        for text in texts
    }
    for name, title in order.said.columns.items():
        if plain_title(title) not in known and not title.isdigit():
            raise UserError(f"No file has a column {title!r} for {name}.")
    read_paths = set()
    for table in tables:
        said = _said(order, table)
        if table.sheet and plain_title(table.sheet) in said.ignore:
            result.skipped.append(table.name)
            continue
        header, places = _header(table, said)
        kind = _kind(table, places, order) if header else ""
        if not kind:
            result.skipped.append(table.name)
            continue
        read_paths.add(table.path)
        titles = table.head[header]
        if order.as_of and plain_title(REJECT_COLUMNS[0]) in map(plain_title, titles):
            raise UserError(
                f"{table.name} holds rejected rows, a part of a state; --as-of would "
                "close the rest. Mend the whole file and import that."
            )
        by_name = {name: titles[place - 1] for name, place in places.items()}
        result.read.append((table, kind, by_name))
        by_kind[kind] += _lines(connection, table, (header, places), said, result)
    for table in tables:
        if table.path not in read_paths:
            first = next(iter(table.head.values()), [])
            raise UserError(
                f"{table.name} is no table of a workforce that is known. Its first row "
                f"is: {', '.join(filter(None, first))[:200]}. Name its columns with "
                "--column, for example full_name='Employee', and what it is with "
                "--table."
            )
    result.lines = [line for lines in by_kind.values() for line in lines]
    return by_kind


def _said(order: Order, table: TextTable) -> ColumnMap:
    path = order.map_path or table.path.with_name(f"{table.path.name}.map.yml")
    if order.map_path or path.exists():
        return order.said.over(read_map(path, FIELDS, ()))
    return order.said


def _header(table: TextTable, said: ColumnMap) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for row, titles in table.head.items():
        try:
            places = find_columns(titles, said.columns, TITLES, table.name)
        except UserError:
            if not best[0] and row == next(iter(table.head)):
                raise
            continue
        if len(places) > len(best[1]):
            best = row, places
    return best


def _kind(table: TextTable, places: Mapping[str, int], order: Order) -> str:
    """Which table it is: by option, by its name, or by its columns."""
    if order.kind:
        return order.kind
    name = plain_title(table.sheet or table.path.stem)
    for kind in KINDS:
        if name == plain_title(kind):
            return kind
    there = {*places}
    has_person = bool(there & {*PERSON})
    has_team, has_role = there & {"team", "team_id"}, there & {"role", "role_id"}
    for kind, fits in (
        ("role_requirements", has_role and {"skill", "required_level"} <= there),
        (STAFF, has_team and has_role and "full_name" in there),
        ("assignments", has_person and has_team and has_role),
        ("people", has_person and not has_team and not has_role),
        ("teams", has_team and not has_person and not has_role),
        ("roles", has_role and not has_person and not has_team),
    ):
        if fits:
            return kind
    return ""


def _lines(
    connection: Any,
    table: TextTable,
    found: tuple[int, Mapping[str, int]],
    said: ColumnMap,
    result: Result,
) -> list[Line]:
    header, places = found
    is_month_first = str(said.dates == "month-first").lower()
    days = [name for name in ("started_on", "ended_on") if name in places]
    read = ", ".join(
        f"cast(date_of(c{places[name]}, {is_month_first}) as varchar)" for name in days
    )
    for name in days:
        cell = f"c{places[name]}"
        example = ambiguous_dates(connection, table.relation, cell, header)
        if example and not said.dates:
            result.notes.append(
                f"{table.name}: dates such as {example} were read day first; --dates "
                "month-first reads them the other way"
            )
    rows = connection.execute(
        f"select {read}{', ' if read else ''}* from {table.relation}"
        " where source_row > ? order by source_row",
        [header],
    ).fetchall()
    titles = table.head[header]
    known = {plain_title(title) for title in REJECT_COLUMNS}
    lines = []
    for row in rows:
        dates, number, texts = row[: len(days)], row[len(days)], row[len(days) + 1 :]
        cells = dict(said.constants)
        for name, place in places.items():
            if texts[place - 1]:
                cells[name] = " ".join(texts[place - 1].split())
        for name, day in zip(days, dates, strict=True):
            cells[name] = day or cells.get(name, "")
        source = {
            title or f"column {place}": texts[place - 1] or ""
            for place, title in enumerate(titles, 1)
            if plain_title(title) not in known
        }
        lines.append(Line(table, number, cells, source))
    return lines


def _take(
    connection: Any,
    force: Workforce,
    by_kind: Mapping[str, list[Line]],
    order: Order,
    result: Result,
) -> None:
    """Take in what is not dated, in the order in which one names the other."""
    for line in by_kind.get("teams", ()):
        _take_team(force.teams, line)
    for line in by_kind.get("teams", ()):
        _take_parent(force.teams, line)
    _take_roles(force.roles, by_kind.get("roles", ()))
    for line in (*by_kind.get("people", ()), *by_kind.get(STAFF, ())):
        _take_person(force.people, line)
    for line in by_kind.get(STAFF, ()):
        if not line.reasons:
            _take_place(force, line, may_add=True)
    for line in by_kind.get("assignments", ()):
        _tell_person(connection, force.people, line)
        _take_place(force, line, may_add=False)
    if requirements := by_kind.get("role_requirements"):
        for name in FRAMEWORK_TABLES:
            load_export_table(connection, order.folder, EXPORT_TABLES[name])
        frameworks = Frameworks(connection)
        for line in requirements:
            _take_requirement(connection, force, frameworks, line, order.said.levels)
        _refuse_contradictions(
            requirements,
            ("role_key", "framework_id", "skill_key"),
            ("required_level", "importance"),
        )
        for line in requirements:
            if not line.reasons:
                key = (
                    line.cell("role_key"),
                    line.cell("framework_id"),
                    line.cell("skill_key"),
                )
                force.requirements[key] = [
                    line.cell("required_level"),
                    line.cell("importance"),
                ]


def _take_team(teams: Teams, line: Line) -> None:
    identifier, name = line.cell("team_id"), line.cell("team")
    if not identifier and not name:
        line.reject("empty_team")
        return
    found = teams.find(identifier) if identifier else teams.find(name)
    if len(found) > 1:
        line.reject("ambiguous_team", sorted(found)[:MAX_SHOWN])
    elif found:
        (team_id,) = found
        line.cells["team_key"] = team_id
        teams.update(team_id, name if ">" not in name else "", "")
    elif identifier:
        line.cells["team_key"] = teams.add(identifier, name or identifier, "")
    else:
        (line.cells["team_key"],) = teams.place(name)


def _take_parent(teams: Teams, line: Line) -> None:
    parent = line.cell("parent_team")
    if not parent or line.reasons:
        return
    found = teams.find(parent)
    if len(found) != 1:
        line.reject(
            "ambiguous_team" if found else "unknown_team", sorted(found)[:MAX_SHOWN]
        )
        teams.withdraw(line.cell("team_key"))
        return
    (parent_id,) = found
    teams.update(line.cell("team_key"), "", parent_id)


def _take_roles(roles: Register, lines: Iterable[Line]) -> None:
    for line in lines:
        identifier, name = line.cell("role_id"), line.cell("role")
        found = roles.find(identifier or name)
        if not identifier and not name:
            line.reject("empty_role")
        elif len(found) > 1:
            line.reject("ambiguous_role", sorted(found)[:MAX_SHOWN])
        elif found:
            (line.cells["role_key"],) = found
            roles.update(line.cells["role_key"], name, line.cell("role_family"), "")
        else:
            line.cells["role_key"] = roles.add(
                identifier or slug(name) or "role",
                name or identifier,
                line.cell("role_family"),
                "",
            )
    for line in lines:
        following = line.cell("next_role")
        if not following or line.reasons:
            continue
        found = roles.find(following)
        if len(found) == 1:
            roles.update(line.cell("role_key"), "", "", *found)
        else:
            line.reject(
                "ambiguous_role" if found else "unknown_role",
                sorted(found)[:MAX_SHOWN],
            )
            roles.withdraw(line.cell("role_key"))


def _take_person(people: People, line: Line) -> None:
    person_id, email, name = (
        line.cell(each) for each in ("person_id", "email", "full_name")
    )
    if not any((person_id, email, name)):
        line.reject("empty_person")
        return
    found = people.told(person_id, email, name)
    if len(found) > 1:
        line.reject("ambiguous_person", sorted(found)[:MAX_SHOWN])
    elif found:
        (line.cells["person_key"],) = found
        people.update(line.cells["person_key"], name, email)
        if email:
            people.by_email[folded(email)].add(line.cells["person_key"])
    elif not name:
        line.reject("empty_full_name")
    else:
        line.cells["person_key"] = people.add(
            person_id or slug(name) or "person", name, email
        )


def _tell_person(connection: Any, people: People, line: Line) -> None:
    texts = [line.cell(each) for each in PERSON if line.cell(each)]
    found = people.find(texts[0]) if texts else set()
    if len(found) == 1:
        (line.cells["person_key"],) = found
    elif not texts:
        line.reject("empty_person")
    elif found:
        line.reject("ambiguous_person", sorted(found)[:MAX_SHOWN])
    else:
        names = [*people.rows, *(row[0] for row in people.rows.values())]
        near = nearest(connection, texts[:1], names)
        line.reject("unknown_person", filter(None, near.values()))


def _take_place(force: Workforce, line: Line, may_add: bool) -> None:
    """The team, the role and the manager of an assignment."""
    team = line.cell("team_id") or line.cell("team")
    found = force.teams.find(team) if team else set()
    if team and not found and may_add:
        if line.cell("team_id"):
            name = line.cell("team") or team
            found = {force.teams.add(line.cell("team_id"), name, "")}
        else:
            found = force.teams.place(team)
    _keep(line, "team", team, found)
    role = line.cell("role_id") or line.cell("role")
    found = force.roles.find(role) if role else set()
    if role and not found and may_add:
        identifier = line.cell("role_id") or slug(role) or "role"
        found = {force.roles.add(identifier, line.cell("role") or role, "", "")}
    _keep(line, "role", role, found)


def _keep(line: Line, what: str, text: str, found: set[str]) -> None:
    if len(found) == 1:
        (line.cells[f"{what}_key"],) = found
    elif not text:
        line.reject(f"empty_{what}")
    elif found:
        line.reject(f"ambiguous_{what}", sorted(found)[:MAX_SHOWN])
    else:
        line.reject(f"unknown_{what}")


def _take_requirement(
    connection: Any,
    force: Workforce,
    frameworks: Frameworks,
    line: Line,
    levels: Mapping[str, str],
) -> None:
    role = line.cell("role_id") or line.cell("role")
    _keep(line, "role", role, force.roles.find(role) if role else set())
    framework = line.cell("framework_id")
    if not framework and len(frameworks.releases) == 1:
        (framework,) = frameworks.releases
    if framework not in frameworks.releases:
        line.reject("unknown_framework", sorted(frameworks.releases)[:MAX_SHOWN])
        return
    line.cells["framework_id"] = framework
    published = frameworks.published[framework]
    scope = published[-1] if published else ""
    match = frameworks.skill(framework, "", scope, ("", "", line.cell("skill")))
    if match.problem:
        reason = (
            match.problem if match.problem == "ambiguous_skill" else "unknown_skill"
        )
        near = nearest(
            connection, [line.cell("skill")], frameworks.choices(framework, scope)
        )
        line.reject(reason, [match.candidates or next(iter(near.values()), "")])
    else:
        line.cells["skill_key"] = match.value[1] or ""
    said = {folded(text): level for text, level in levels.items()}
    level = frameworks.level(framework, line.cell("required_level"), said)
    if level.problem or level.value[0] not in frameworks.levels[framework]:
        line.reject("unknown_level", [" | ".join(frameworks.levels[framework])])
    else:
        line.cells["required_level"] = level.value[0] or ""
    line.cells["importance"] = folded(line.cell("importance"))
    if line.cell("importance") not in {"essential", "desirable"}:
        line.reject("unknown_importance")


def _refuse_contradictions(
    lines: Iterable[Line], key: Sequence[str], said: Sequence[str]
) -> None:
    """Reject rows about the same thing that say different things, all of them."""
    several: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        if not line.reasons:
            several[tuple(line.cell(name) for name in key)].append(line)
    for same in several.values():
        if len({tuple(line.cell(name) for name in said) for line in same}) > 1:
            for line in same:
                line.reject("contradicts_other_record")


def _assign(
    force: Workforce,
    by_kind: Mapping[str, list[Line]],
    order: Order,
    last: str,
    result: Result,
) -> Fold | None:
    """Take in the assignments: as they are dated, or as the state of a day."""
    lines = [*by_kind.get(STAFF, ()), *by_kind.get("assignments", ())]
    today = order.as_of.isoformat() if order.as_of else ""
    for line in lines:
        _check_assignment(force.people, line, today)
    key = ["person_key", "team_key", "role_key"] + ([] if today else ["started_on"])
    said = ["manager_key", "fte"] + ([] if today else ["ended_on"])
    _refuse_contradictions(lines, key, said)
    new = [_assignment(line) for line in lines if not line.reasons]
    if not order.as_of:
        _add_dated(force, new)
        return None
    if not new:
        raise UserError(
            f"No row of a state of {today} can be used, and an empty state would close "
            "every assignment. See what is wrong by leaving out --as-of with --dry-run."
        )
    known = {
        name
        for name, title in (("manager_id", "manager"), ("fte", "fte"))
        if any(title in titles for _, _, titles in result.read)
    }
    rejected = [line for line in lines if line.reasons]
    spared = {
        person
        for line in rejected
        for person in (
            {line.cell("person_key")}
            if line.cell("person_key")
            else force.people.told(*(line.cell(name) for name in PERSON))
        )
    }
    if any(not _names_somebody(force.people, line) for line in rejected):
        spared = set(force.people.rows)
        result.notes.append(
            "nobody's assignment was closed, because rejected rows do not say whose "
            "they are"
        )
    elif spared:
        result.notes.append(
            f"assignments of {len(spared)} people with rejected rows were not closed"
        )
    state = State(order.as_of, tuple(new), frozenset(known), frozenset(spared))
    done = fold(force.assignments, state, last)
    force.assignments = done.assignments
    return done


def _names_somebody(people: People, line: Line) -> bool:
    if line.cell("person_key"):
        return True
    return bool(people.told(*(line.cell(name) for name in PERSON)))


def _check_assignment(people: People, line: Line, today: str) -> None:
    manager = line.cell("manager")
    found = people.find(manager) if manager else set()
    if len(found) > 1:
        line.reject("ambiguous_manager", sorted(found)[:MAX_SHOWN])
    # A manager who is nobody of the folder is kept as written, and is a finding.
    line.cells["manager_key"] = next(iter(found)) if len(found) == 1 else manager
    for name in ("started_on", "ended_on"):
        text = line.cell(name)
        is_needed = name == "started_on" and not today
        if (text or is_needed) and not _is_day(text):
            line.reject(f"unreadable_{name}")
            return
    started, ended = line.cell("started_on"), line.cell("ended_on")
    if started and ended and ended < started:
        line.reject("ended_before_started")
    if today and (started > today or (ended and ended < today)):
        line.reject("not_running")
    fte = line.cell("fte").replace(",", ".").removesuffix("%")
    try:
        if fte:
            number = float(fte) / (100 if "%" in line.cell("fte") else 1)
            line.cells["fte"] = f"{number:g}"
            if not math.isfinite(number):
                line.reject("unreadable_fte")
    except ValueError:
        line.reject("unreadable_fte")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _assignment(line: Line) -> Assignment:
    return Assignment(
        line.cell("person_key"),
        line.cell("team_key"),
        line.cell("role_key"),
        line.cell("manager_key"),
        line.cell("started_on"),
        line.cell("ended_on"),
        line.cell("fte"),
    )


def _add_dated(force: Workforce, new: Iterable[Assignment]) -> None:
    """Add dated rows; one with the key of a row that is there takes its place."""
    by_key = {each.key: number for number, each in enumerate(force.assignments)}
    for each in new:
        number = by_key.get(each.key)
        if number is None:
            by_key[each.key] = len(force.assignments)
            force.assignments.append(each)
        else:
            old = force.assignments[number]
            force.assignments[number] = replace(
                each,
                manager_id=each.manager_id or old.manager_id,
                ended_on=each.ended_on or old.ended_on,
                fte=each.fte or old.fte,
            )


def _count(
    force: Workforce,
    before: Mapping[str, list[tuple[str, ...]]],
    folded_in: Fold | None,
    result: Result,
) -> None:
    """Say what became of each table, by comparing it with what it was."""
    for name, rows in force.rows().items():
        old = before[name]
        width = len(EXPORT_TABLES[name].key)
        keys = [
            EXPORT_TABLES[name].columns.index(each) for each in EXPORT_TABLES[name].key
        ]
        old_by_key = {tuple(row[place] for place in keys): row for row in old}
        added = changed = 0
        for row in rows:
            there = old_by_key.get(tuple(row[place] for place in keys[:width]))
            added += there is None
            changed += there is not None and there != row
        if name == "assignments" and folded_in:
            result.counts[name] = (
                f"{folded_in.opened:,} opened, {folded_in.closed:,} closed, "
                f"{folded_in.unchanged:,} unchanged"
            )
        elif rows:
            result.counts[name] = (
                f"{added:,} added, {changed:,} changed, {len(rows):,} in all"
            )
        if rows != old:
            result.changed.append(name)


def _write(
    order: Order,
    force: Workforce,
    before: Mapping[str, list[tuple[str, ...]]],
    result: Result,
    rejects: Path,
) -> None:
    """Write what changed, and the rejected rows, all or nothing."""
    part = rejects.with_name(f".{rejects.name}.part")
    try:
        if result.rejected:
            rejects.parent.mkdir(parents=True, exist_ok=True)
            _write_rejected(result.rejected, part)
        last = order.folder / AS_OF_FILE
        day = f"{order.as_of}\n" if order.as_of else ""
        is_newer = day and (not last.exists() or last.read_text() != day)
        if result.changed or is_newer:
            rows = force.rows()
            with written_aside(order.folder) as aside:
                for name in result.changed:
                    write_table(aside, EXPORT_TABLES[name], rows[name])
                if day:
                    (aside / AS_OF_FILE).write_text(day, encoding="utf-8")
        if result.rejected:
            part.replace(rejects)
    except OSError as error:
        raise UserError(
            f"Cannot write {rejects}: {error.strerror}. Name another place with "
            "--rejects."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write_rejected(lines: Sequence[Line], path: Path) -> None:
    titles = list(dict.fromkeys(title for line in lines for title in line.source))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*map(safe, titles), *REJECT_COLUMNS])
        for line in lines:
            writer.writerow(
                safe(text)
                for text in (
                    *(line.source.get(title, "") for title in titles),
                    ",".join(line.reasons),
                    " ".join(REMEDIES[reason] for reason in line.reasons),
                    "; ".join(line.candidates),
                    line.table.path.name,
                    line.table.sheet,
                    str(line.row),
                )
            )
        file.flush()
        os.fsync(file.fileno())


def summary(result: Result, order: Order) -> str:
    """What the person at the keyboard reads."""
    lines = []
    for table, kind, titles in result.read:
        read = ", ".join(f"{name} = {title}" for name, title in titles.items())
        lines.append(f"{table.name}: {kind} ({read})")
    lines += [f"Passed over, no workforce: {name}" for name in result.skipped]
    lines.append(f"Read: {len(result.lines):,} rows.")
    lines += [f"{name}: {counts}" for name, counts in result.counts.items()]
    lines.append(f"Rejected: {len(result.rejected):,}")
    by_reason: dict[str, list[Line]] = defaultdict(list)
    for line in result.rejected:
        for reason in line.reasons:
            by_reason[reason].append(line)
    for reason, several in by_reason.items():
        lines.append(f"  {reason}: {len(several):,}. {REMEDIES[reason]}")
        for line in several[:MAX_SHOWN]:
            near = f" (near: {'; '.join(line.candidates)})" if line.candidates else ""
            lines.append(f"    {line.table.name}:{line.row}{near}")
    for what, which in result.findings.items():
        dots = " ..." if len(which) > MAX_SHOWN else ""
        shown = "; ".join(which[:MAX_SHOWN])
        lines.append(f"Finding: {what}: {len(which):,}: {shown}{dots}")
    lines += [f"Note: {note}." for note in dict.fromkeys(result.notes)]
    if order.is_dry:
        lines.append("Nothing was written (--dry-run).")
    elif not (order.is_strict and result.rejected):
        lines.append(
            f"Wrote {', '.join(result.changed)} to {order.folder}."
            if result.changed
            else f"No change: {order.folder} holds this already."
        )
    return "\n".join(lines)


_EXAMPLE = """\b
Examples:
  competency import workforce staff.xlsx --as-of 2025-12-31 --out exports
  competency import workforce teams.csv roles.csv requirements.csv --out exports
"""


@click.command("workforce", epilog=_EXAMPLE)
@files_argument()
@folder_option("The export folder. It is made, or what is read is added to it.")
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The files hold the state of this day: fold it into the dated assignments.",
)
@click.option(
    "--table",
    "kind",
    type=click.Choice(KINDS),
    default=None,
    help="What the files are; staff: a list of people with team and role."
    "  [default: detected]",
)
@mapping_options(
    FIELDS,
    column="team='Cost centre'",
    level="What the text of a required level means.",
    ignore="Pass over this sheet.",
)
@rejects_options("workforce")
def import_workforce(
    columns: Mapping[str, str],
    levels: Mapping[str, str],
    dates: str | None,
    ignored: tuple[str, ...],
    kind: str | None,
    **options: Any,
) -> None:
    """Read people, teams, roles, requirements and assignments into an export folder.

    FILE is CSV, XLSX or Parquet: one table a file or sheet, with the columns of the
    export contract or other ones, or a list of staff: a row for each person with name,
    e-mail, team ("A > B > C"), role, manager, start date and share of full time. Where
    there are no ids, they are made from names.

    With --as-of the files are the state of one day, as most HR systems export it: what
    is gone is closed, what is new is opened, what changed is both, and the rest is
    left alone. History grows in the folder. docs/workforce.md tells more.
    """
    as_of = options.pop("as_of")
    order = Order(
        said=ColumnMap(
            columns,
            levels,
            {},
            dates or "",
            frozenset(map(plain_title, ignored)),
        ),
        kind=kind or "",
        as_of=as_of.date() if as_of else None,
        **options,
    )
    with step("Reading and matching the workforce"):
        result = add_workforce(order)
    say(shown(summary(result, order)))
    facts(
        changed=result.changed,
        rejected=[
            {"source": f"{line.table.name}:{line.row}", "reasons": line.reasons}
            for line in result.rejected
        ],
        folder=order.folder,
    )
    if order.is_strict and result.rejected:
        raise UserError(
            f"{len(result.rejected):,} rows were rejected, and nothing was written. "
            "Mend the file, or leave out --strict."
        )
    if result.rejected and not order.is_dry:
        note(shown(f"Rejected rows are in {order.rejects_path()}."))

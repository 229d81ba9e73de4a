"""The ways in which people keep assessments, each turned into one view of ratings.

A dialect finds the header and the columns of a table and gives a query with the columns
of :data:`RATING`: texts as they stand there, and the dates that were read from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb

from competency_warehouse.column_map import (
    ColumnMap,
    ambiguous_dates,
    find_columns,
    folded,
    plain_title,
)
from competency_warehouse.errors import UserError
from competency_warehouse.matching import Frameworks
from competency_warehouse.rejects import REJECT_COLUMNS
from competency_warehouse.text_tables import TextTable, put_rows, quoted

PEOPLE = ("person_id", "email", "full_name")
SKILL = ("domain", "subdomain", "skill_id", "skill")
FIELDS = (
    "assessment_id",
    *PEOPLE,
    "framework_id",
    "release_id",
    *SKILL,
    "level",
    "assessor_type",
    "assessor",
    "assessed_on",
    "recorded_at",
    "verification",
    "evidence",
)
DATES = ("assessed_on", "recorded_at")
RATING = ("table_no", "source_row", "place", *FIELDS, "assessed_day", "recorded_moment")

# Titles by which a field is known, plain; the first that is there counts.
TITLES = {
    name: titles.split()
    for name, titles in {
        "assessment_id": "assessmentid ratingid",
        "person_id": "personid person employeeid employeenumber employeeno staffid"
        " staffnumber staffno payrollnumber userid username user employee",
        "email": "email emailaddress workemail mail",
        "full_name": "fullname name employeename staffname personname displayname",
        "framework_id": "frameworkid framework",
        "release_id": "releaseid release frameworkrelease frameworkversion",
        "domain": "domain competencydomain domainname",
        "subdomain": "subdomain keyarea subdomainname",
        "skill_id": "skillid",
        "skill": "skill skillname skillpath item competency competence",
        "level": "level selfscore score rating proficiency proficiencylevel skilllevel"
        " currentlevel assessedlevel",
        "assessor_type": "assessortype ratertype typeofassessor assessmenttype",
        "assessor": "assessorid assessor assessorname assessoremail ratedby raterid"
        " rater assessedby reviewer",
        "assessed_on": "assessedon date assessmentdate dateofassessment dateassessed"
        " ratedon ratingdate timerated",
        "recorded_at": "recordedat recordedon timestamp submittedat submittedon"
        " completiontime",
        "verification": "verification verificationstatus",
        "evidence": "evidence evidencelink",
    }.items()
}
# Of Moodle's report source "Competencies". Its times are those of the competency and of
# the framework, never of the rating.
MOODLE_TITLES = {
    **{name: TITLES[name] for name in ("assessor_type", "assessor", "evidence")},
    "person_id": ["username"],
    "email": ["emailaddress"],
    "full_name": ["fullname", "fullnamewithlink", "fullnamewithpicture"],
    "skill_id": ["competencyidnumber", "idnumber"],
    "skill": ["competencyname", "competency", "name"],
    "level": ["rating"],
    "assessed_on": ["timerated", "ratedon", "assessedon"],
}
DIRECT_TITLES = {
    "domain": ["competencydomain"],
    "subdomain": ["competency"],
    "skill": ["skill"],
    "level": ["level"],
}
# Columns that a matrix of people may have beside those of skills.
PASSED = frozenset(
    {"team", "department", "division", "directorate", "location", "site", "role"}
    | {"jobtitle", "jobrole", "post", "band", "grade", "manager", "linemanager"}
    | {"startdate", "notes", "note", "comments", "comment", "total", "average"}
    | {plain_title(title) for title in REJECT_COLUMNS}
)
MIN_SKILLS = 2
MAX_LEFT_COLUMNS = 8

_DAY = r"(?<!\d)(\d{4}-\d{2}-\d{2}|\d{1,2}[.-]\d{1,2}[.-]\d{4})(?!\d)"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass
class Reading:
    """A table on its way into the ratings.

    Attributes:
        number: which of the tables of the import it is.
        table: the table.
        dialect: how it is written.
        header: the row of its titles.
        titles: the titles of its columns.
        places: the column of each field.
        said: what a person said about it.
        constants: the value of a field where its column has none.
        query: gives its ratings.
        is_wide: whether a row holds several ratings.
        notes: remarks for the person.
    """

    number: int
    table: TextTable
    dialect: str
    header: int
    titles: list[str]
    places: dict[str, int]
    said: ColumnMap
    constants: dict[str, str] = field(default_factory=dict)
    query: str = ""
    is_wide: bool = False
    notes: list[str] = field(default_factory=list)

    def expression(self, name: str, default: str = "cast(null as varchar)") -> str:
        """The SQL of a field: its column, and the constant where that is empty."""
        parts = [f"c{self.places[name]}"] if name in self.places else []
        if value := self.constants.get(name):
            parts.append(quoted(value))
        return f"coalesce({', '.join(parts)})" if parts else default


@dataclass(frozen=True)
class Surroundings:
    """What a dialect may look up.

    Attributes:
        connection: where the tables are.
        frameworks: the frameworks of the export folder.
        is_person: tells whether a text names a person of the folder.
    """

    connection: duckdb.DuckDBPyConnection
    frameworks: Frameworks
    is_person: Callable[[str], bool]


class Dialect(Protocol):
    """What a dialect must offer to be registered."""

    dialect: str
    recognised_by: str

    def reading(
        self, number: int, table: TextTable, said: ColumnMap, around: Surroundings
    ) -> Reading | None:
        """How to read the table; None if it is not written in this dialect."""
        ...

    def finish(self, reading: Reading, around: Surroundings) -> None:
        """Give the reading its query."""
        ...


class TitledDialect:
    """A row for each rating, below a row of titles."""

    def __init__(
        self,
        dialect: str,
        recognised_by: str,
        titles: Mapping[str, Sequence[str]],
        needed: Sequence[Sequence[str]],
        constants: Mapping[str, str] | None = None,
    ) -> None:
        """Take what tells the dialect from others.

        Args:
            dialect: its name.
            recognised_by: what it is known by, for messages.
            titles: plain titles, by field.
            needed: groups of fields, of each of which one must be there.
            constants: values of fields that it has no column for.
        """
        self.dialect = dialect
        self.recognised_by = recognised_by
        self.titles = titles
        self.needed = needed
        self.constants = constants or {}

    def reading(
        self, number: int, table: TextTable, said: ColumnMap, around: Surroundings
    ) -> Reading | None:
        """Find the row that has the most of the titles."""
        best: tuple[int, int, dict[str, int]] | None = None
        fault: UserError | None = None
        for row, titles in table.head.items():
            try:
                places = find_columns(
                    self._shown(titles), said.columns, self.titles, table.name
                )
            except UserError as error:
                fault = fault or error
                continue
            if self._fits(places, said, titles) and (
                best is None or len(places) > best[0]
            ):
                best = len(places), row, places
        if best is None:
            if fault and said.dialect == self.dialect:
                raise fault
            return None
        _, header, places = best
        constants = {**self.constants, **said.constants}
        return Reading(
            number,
            table,
            self.dialect,
            header,
            table.head[header],
            places,
            said,
            constants,
        )

    def _shown(self, titles: list[str]) -> list[str]:
        return titles

    def _fits(
        self, places: Mapping[str, int], said: ColumnMap, titles: Sequence[str]
    ) -> bool:
        there = {*places, *said.constants}
        return "level" in places and all(there & {*group} for group in self.needed)

    def finish(self, reading: Reading, around: Surroundings) -> None:
        """Write the query."""
        reading.query = _query(reading, around, f"from {reading.table.relation}")


class MoodleDialect(TitledDialect):
    """A custom report of Moodle on the source "Competencies"."""

    def _shown(self, titles: list[str]) -> list[str]:
        """The titles, but of two columns "Name" the first is the framework's."""
        plain = [plain_title(title) for title in titles]
        if plain.count("name") > 1:
            first = plain.index("name")
            return ["" if place == first else each for place, each in enumerate(titles)]
        return titles

    def _fits(
        self, places: Mapping[str, int], said: ColumnMap, titles: Sequence[str]
    ) -> bool:
        plain = {plain_title(title) for title in titles}
        return super()._fits(places, said, titles) and "proficient" in plain


class DirectDialect(TitledDialect):
    """The self-assessment app DIRECT: one person a file."""

    def _fits(
        self, places: Mapping[str, int], said: ColumnMap, titles: Sequence[str]
    ) -> bool:
        return all(name in places for name in DIRECT_TITLES)


class WideDialect:
    """A row for each person and a column for each skill, or turned round."""

    dialect = "wide"
    recognised_by = (
        "a row, or a column, with the names of two skills or more of a framework in DIR"
    )

    def reading(
        self, number: int, table: TextTable, said: ColumnMap, around: Surroundings
    ) -> Reading | None:
        """Find the row or the column that has the most skills."""
        framework = said.constants.get("framework_id", "")

        def skills_in(texts: Sequence[str]) -> set[str]:
            return {
                text
                for text in texts
                if text and around.frameworks.knows_skill(framework, text)
            }

        rows = {row: len(skills_in(texts)) for row, texts in table.head.items()}
        columns = {
            place: len(skills_in([texts[place - 1] for texts in table.head.values()]))
            for place in range(1, min(table.width, MAX_LEFT_COLUMNS) + 1)
        }
        row = max(rows, key=lambda each: rows[each], default=0)
        column = max(columns, key=lambda each: columns[each], default=0)
        most = max(rows.get(row, 0), columns.get(column, 0))
        if most < MIN_SKILLS and not (most and said.dialect == self.dialect):
            return None
        if rows[row] >= columns[column]:
            return self._people_down(number, table, said, around, row)
        return self._skills_down(number, table, said, around, column)

    def _places(
        self, table: TextTable, said: ColumnMap, row: int, names: Sequence[str]
    ) -> dict[str, int]:
        known = {name: TITLES[name] for name in names}
        named = {name: said.columns[name] for name in said.columns if name in names}
        return find_columns(table.head[row], named, known, table.name)

    def _people_down(
        self,
        number: int,
        table: TextTable,
        said: ColumnMap,
        around: Surroundings,
        row: int,
    ) -> Reading:
        titles = table.head[row]
        names = [name for name in FIELDS if name not in (*SKILL, "level")]
        places = self._places(table, said, row, names)
        skills: list[tuple[int, str, str, str]] = []
        groups = self._groups(table, row, around.frameworks)
        passed = PASSED | said.ignore
        if not {*places} & {*PEOPLE} and "person_id" not in said.constants:
            left = [place for place, title in enumerate(titles, 1) if not title]
            places["person_id"] = left[0] if left else 1
        for place, title in enumerate(titles, 1):
            is_field = place in places.values()
            if title and not is_field and plain_title(title) not in passed:
                skills.append((place, *groups[place], title))
        reading = Reading(
            number,
            table,
            self.dialect,
            row,
            titles,
            places,
            said,
            dict(said.constants),
            is_wide=True,
        )
        put_rows(
            around.connection,
            f"heading_{number}",
            ("place", "domain", "subdomain", "skill"),
            [(place, *(text or None for text in texts)) for place, *texts in skills],
        )
        return reading

    def _groups(
        self, table: TextTable, header: int, frameworks: Frameworks
    ) -> dict[int, tuple[str, str]]:
        """The domain and the subdomain that stand above each column."""
        above = {place: ["", ""] for place in range(1, table.width + 1)}
        for row, texts in table.head.items():
            if row >= header:
                break
            last = ""
            for place, text in enumerate(texts, 1):
                # In CSV a merged cell has its text at its left end only.
                last = text or ("" if table.sheet else last)
                kind = frameworks.groups.get(folded(last))
                if kind:
                    above[place][kind == "subdomain"] = last
        return {place: (texts[0], texts[1]) for place, texts in above.items()}

    def _skills_down(
        self,
        number: int,
        table: TextTable,
        said: ColumnMap,
        around: Surroundings,
        column: int,
    ) -> Reading:
        known = [
            row
            for row, texts in table.head.items()
            if around.frameworks.knows_skill(
                said.constants.get("framework_id", ""), texts[column - 1]
            )
        ]
        above = [row for row in table.head if row < known[0]]
        header = max(
            above,
            key=lambda row: (sum(map(around.is_person, table.head[row])), row),
            default=0,
        )
        if not header:
            raise UserError(
                f"{table.name} has skills in its column {column}, and no row above "
                "them that names people. Add it."
            )
        titles = table.head[header]
        names = ("domain", "subdomain")
        places = {**self._places(table, said, header, names), "skill": column}
        for place in range(1, column):
            texts = [folded(cells[place - 1]) for cells in table.head.values()]
            kinds = {around.frameworks.groups.get(text, "") for text in texts} - {""}
            if kinds and place not in places.values():
                places.setdefault(min(kinds), place)
        passed = PASSED | said.ignore
        people = [
            (place, title)
            for place, title in enumerate(titles, 1)
            if title
            and place not in places.values()
            and plain_title(title) not in passed
            and plain_title(title) not in TITLES["skill"]
        ]
        put_rows(around.connection, f"heading_{number}", ("place", "person"), people)
        return Reading(
            number,
            table,
            self.dialect,
            header,
            titles,
            places,
            said,
            dict(said.constants),
            is_wide=True,
        )

    def finish(self, reading: Reading, around: Surroundings) -> None:
        """Write the query."""
        number, relation = reading.number, reading.table.relation
        headings = f"heading_{number}"
        columns = [name for name, *_ in around.connection.table(headings).description]
        places = [
            place
            for (place,) in around.connection.execute(
                f"select cast(place as int) from {headings} order by 1"
            ).fetchall()
        ]
        cells = ", ".join(f"c{place}" for place in places)
        kept = sorted(set(reading.places.values()))
        others = "".join(f", c{place}" for place in kept)
        is_turned = "person" in columns
        filled = [
            f"last_value(c{reading.places[name]} ignore nulls) over"
            f" (order by source_row) as c{reading.places[name]}"
            for name in ("domain", "subdomain")
            if is_turned and name in reading.places
        ]
        star = f"* replace ({', '.join(filled)})" if filled else "*"
        source = (
            f"from (select source_row, unnest([{cells}]) as level_text,"
            f" unnest({places}) as column_no{others}"
            f" from (select {star} from {relation}"
            f" where source_row > {reading.header})) as cells"
            f" inner join {headings} as heading"
            " on cells.column_no = cast(heading.place as int)"
        )
        given = {"level": "cells.level_text"}
        if is_turned:
            given["person_id"] = "heading.person"
            skill = f"c{reading.places['skill']}"
            # A heading across the table is no skill.
            source += f" where cells.level_text is distinct from {skill}"
        else:
            given |= {
                name: f"heading.{name}" for name in ("domain", "subdomain", "skill")
            }
        reading.query = _query(reading, around, source, given, "cells.column_no")


def _query(
    reading: Reading,
    around: Surroundings,
    source: str,
    given: Mapping[str, str] | None = None,
    place: str = "0",
) -> str:
    """The query that gives the ratings of a table."""
    texts = {name: reading.expression(name) for name in FIELDS} | dict(given or {})
    is_month_first = str(reading.said.dates == "month-first").lower()
    columns = [
        f"{reading.number} as table_no",
        "source_row",
        f"{place} as place",
        *(f"{text} as {name}" for name, text in texts.items()),
        f"date_of({texts['assessed_on']}, {is_month_first}) as assessed_day",
        f"moment_of({texts['recorded_at']}, {is_month_first}) as recorded_moment",
    ]
    for name in DATES:
        if name in reading.places and not reading.said.dates:
            example = ambiguous_dates(
                around.connection,
                reading.table.relation,
                f"c{reading.places[name]}",
                reading.header,
            )
            if example:
                reading.notes.append(
                    f"dates such as {example} were read day first; "
                    "--dates month-first reads them the other way"
                )
    where = "" if reading.is_wide else f" where source_row > {reading.header}"
    return f"select {', '.join(columns)} {source}{where}"


DIALECTS: dict[str, Dialect] = {
    each.dialect: each
    for each in (
        MoodleDialect(
            "moodle",
            "the columns Rating and Proficient, of a person and of a competency",
            MOODLE_TITLES,
            (PEOPLE, ("skill", "skill_id")),
        ),
        DirectDialect(
            "direct",
            "the columns Competency Domain, Competency, Skill, Level, and no person",
            DIRECT_TITLES,
            (),
            {"assessor_type": "self"},
        ),
        TitledDialect(
            "long",
            "columns for a person, a skill and a level",
            TITLES,
            (PEOPLE, ("skill", "skill_id")),
        ),
        WideDialect(),
    )
}


def read_tables(
    tables: Sequence[TextTable],
    said: Callable[[TextTable], ColumnMap],
    around: Surroundings,
    name_pattern: str = "",
) -> tuple[list[Reading], list[str]]:
    """Find out how each table is written.

    Args:
        tables: the tables.
        said: gives what a person said about a table.
        around: what to look up.
        name_pattern: what the names of files hold.

    Returns:
        The readings, and the names of sheets that are no assessments.

    Raises:
        UserError: a file holds no assessments that can be read.
    """
    readings: list[Reading] = []
    skipped: list[TextTable] = []
    for table in tables:
        map_ = said(table)
        if table.sheet and plain_title(table.sheet) in map_.ignore:
            skipped.append(table)
            continue
        constants = _named_by(table, name_pattern)
        reading = _read(len(readings), table, _with(map_, constants), around)
        if reading is None:
            skipped.append(table)
        else:
            readings.append(reading)
    read = {reading.table.path for reading in readings}
    for table in skipped:
        if table.path not in read:
            raise UserError(_not_recognised(table))
    return readings, [table.name for table in skipped]


def _with(said: ColumnMap, constants: Mapping[str, str]) -> ColumnMap:
    """What is said of a table, and what its name says, which is nearer."""
    return ColumnMap(
        said.columns,
        said.levels,
        {**said.constants, **constants},
        said.dates,
        said.ignore,
        said.dialect,
    )


def _read(
    number: int, table: TextTable, said: ColumnMap, around: Surroundings
) -> Reading | None:
    wanted = [said.dialect] if said.dialect else list(DIALECTS)
    for name in wanted:
        dialect = DIALECTS[name]
        named = said
        if name == "direct":
            named = _with(said, {**_direct_name(table), **said.constants})
        reading = dialect.reading(number, table, named, around)
        if reading is None:
            continue
        if name == "direct" and {*reading.places} & {*PEOPLE}:
            continue
        dialect.finish(reading, around)
        return reading
    return None


def _named_by(table: TextTable, pattern: str) -> dict[str, str]:
    """What the name of the file, by a pattern, and that of the sheet say."""
    constants: dict[str, str] = {}
    if pattern:
        parts = _PLACEHOLDER.split(pattern.removesuffix(table.path.suffix))
        expression = "".join(
            re.escape(part)
            if place % 2 == 0
            else f"(?P<{part}>{_DAY if part in DATES else '.+?'})"
            for place, part in enumerate(parts)
        )
        found = re.fullmatch(expression, table.path.stem)
        if not found:
            raise UserError(
                f"The name of {table.path.name} is not of the form {pattern}. Rename "
                "the file, or change --name-pattern."
            )
        constants |= found.groupdict()
    if table.sheet and (day := re.search(_DAY, table.sheet)):
        constants["assessed_on"] = day.group(1)
    return constants


def _direct_name(table: TextTable) -> dict[str, str]:
    """Person and day of a file such as ``person_0001_2025-06-30.csv``."""
    stem = table.path.stem
    day = re.search(_DAY, stem)
    if not day:
        return {}
    person = re.sub(r"^[\s_-]+|[\s_-]+$", "", stem.replace(day.group(1), ""))
    return {"assessed_on": day.group(1)} | ({"person_id": person} if person else {})


def _not_recognised(table: TextTable) -> str:
    known = "; ".join(
        f"{each.dialect} has {each.recognised_by}" for each in DIALECTS.values()
    )
    first = next(iter(table.head.values()), [])
    return (
        f"{table.name} is written in no way that is known. Its first row is: "
        f"{', '.join(filter(None, first))[:200]}. Known are: {known}. Name your "
        "columns with --column, for example --column level='Self score'."
    )


def map_file(path: Path) -> Path:
    """Where the map of a data file is by default."""
    return path.with_name(f"{path.name}.map.yml")

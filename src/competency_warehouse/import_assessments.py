"""``competency import assessments``: files in, rows of an export folder out."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import click
import duckdb

from competency_warehouse.assessment_files import (
    DIALECTS,
    FIELDS,
    Reading,
    Surroundings,
    map_file,
    read_tables,
)
from competency_warehouse.column_map import (
    ColumnMap,
    folded,
    make_date_macros,
    plain_title,
    read_map,
)
from competency_warehouse.console import facts, note, say, step
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError, shown
from competency_warehouse.folder import written_aside
from competency_warehouse.import_options import (
    files_argument,
    folder_option,
    mapping_options,
    rejects_options,
)
from competency_warehouse.matching import (
    Frameworks,
    match_people,
    match_skills,
)
from competency_warehouse.rejects import (
    FORMULA_STARTS,
    REJECT_COLUMNS,
    rejects_path,
    safe,
)
from competency_warehouse.text_tables import (
    TextTable,
    load_export_table,
    load_tables,
    put_rows,
    quoted,
    text_database,
)

TABLE = EXPORT_TABLES["assessments"]
READ = (
    "framework_releases",
    "framework_levels",
    "framework_outline",
    "framework_lineage",
    "people",
    "assessments",
)
MUST_BE_THERE = (*READ[:3], "people")
MAX_EXAMPLES = 3
ASSESSOR_TYPES = {
    "self": "self",
    "self-assessment": "self",
    "self assessment": "self",
    "peer": "peer",
    "colleague": "peer",
    "manager": "manager",
    "line manager": "manager",
    "assessor": "assessor",
}
VERIFICATIONS = ("claimed", "evidenced", "verified", "revoked")
REMEDIES = {
    "empty_person": "Fill in the person.",
    "unknown_person": "Write the id, e-mail address or full name as in people.",
    "ambiguous_person": "Several people have this name: write the id.",
    "different_people": "The columns of the row name different people: correct them.",
    "unknown_framework": "Write a framework of the export folder.",
    "unknown_release": "Write a release of the framework, or leave it empty.",
    "empty_skill": "Fill in the skill.",
    "unknown_skill": "Write the skill's id, name or path of names in the framework.",
    "ambiguous_skill": "Several skills have this name: write the path or the id.",
    "superseded_skill": "Only an older release has this skill, and no one skill took"
    " its place: name the release, or a skill of today.",
    "unknown_level": "Write a level of the framework or none; --level maps others.",
    "unknown_assessor_type": "Write self, peer, manager or assessor.",
    "unknown_assessor": "Write the assessor as in people, or leave it empty.",
    "self_by_someone_else": "A self rating is the person's own: correct the assessor or"
    " the assessor type.",
    "unreadable_assessed_on": "Write the day as 2025-12-31; --dates says whether the"
    " day or the month comes first.",
    "unreadable_recorded_at": "Write the UTC moment as 2025-12-31 23:59:59.",
    "assessed_after_recorded": "The rating was recorded before it was made: correct one"
    " of the dates.",
    "unknown_verification": "Write claimed, evidenced, verified or revoked.",
    "contradicts_other_record": "Another record of the same assessment and moment says"
    " something else: remove the wrong one, or give it a later recorded_at.",
    "not_recorded_later": "The folder has a version of it that was recorded then or"
    " later: give a later --recorded-at.",
}


@dataclass
class Result:
    """What an import came to.

    Attributes:
        counts: ratings by outcome: accepted, corrected, there, not_assessed, rejected.
        rejected: how many ratings each reason was given for.
        examples: the first of them, by reason.
        rows: rows read, headers and blank rows apart.
        cells: cells of matrices read.
        notes: remarks.
        readings: how each table was read.
        skipped: sheets that are no assessments.
    """

    counts: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    rows: int = 0
    cells: int = 0
    notes: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many ratings had an outcome."""
        return self.counts.get(outcome, 0)


@dataclass(frozen=True)
class Order:
    """What to import, and how.

    Attributes:
        files: the files.
        folder: the export folder.
        said: what the command line says of the columns.
        map_path: a YAML file that says it of all files; None: one beside each file.
        sheets: sheets to read; none for all.
        recorded_at: UTC moment of ratings that name none.
        name_pattern: what the names of the files hold.
        rejects: where rejected rows go; None: beside the folder.
        is_strict: fail when anything is rejected.
        is_dry: write nothing.
    """

    files: tuple[Path, ...]
    folder: Path
    said: ColumnMap = field(default_factory=ColumnMap)
    map_path: Path | None = None
    sheets: tuple[str, ...] = ()
    recorded_at: datetime | None = None
    name_pattern: str = ""
    rejects: Path | None = None
    is_strict: bool = False
    is_dry: bool = False

    def rejects_path(self) -> Path:
        """Where rejected rows go."""
        return rejects_path(self.folder, "assessments", self.rejects, self.files)


def add_assessments(order: Order) -> Result:
    """Import files of assessments into an export folder.

    Args:
        order: what to import, and how.

    Raises:
        UserError: a file cannot be read, the folder lacks what to match against or
            cannot be written; the folder is as it was.
    """
    folder = order.folder
    rejects = order.rejects_path()
    if not folder.is_dir():
        raise UserError(
            f"{folder} is no folder. Name an export folder that holds a framework and "
            "people; competency import framework makes the one."
        )
    with text_database() as connection:
        make_date_macros(connection)
        files = {
            name: load_export_table(connection, folder, EXPORT_TABLES[name])
            for name in READ
        }
        if missing := [name for name in MUST_BE_THERE if not files[name]]:
            raise UserError(
                f"{folder} holds no {', '.join(missing)}, without which names say "
                "nothing. Import the framework, and put people beside it."
            )
        result = _judge(connection, order)
        result.examples = _examples(connection, result)
        if order.is_dry or (order.is_strict and result.count("rejected")):
            return result
        with _rejected_rows(connection, result, rejects):
            if result.count("accepted") + result.count("corrected"):
                _append(connection, folder, files["assessments"])
        return result


def _judge(connection: duckdb.DuckDBPyConnection, order: Order) -> Result:
    """Read the files, and decide on each rating."""
    result = Result()
    frameworks = Frameworks(connection)
    match_people(connection, "select null::varchar as text where false")
    around = Surroundings(connection, frameworks, _person_test(connection))
    tables = load_tables(connection, order.files, order.sheets)
    _check_columns(tables, order.said)
    maps = _maps(order, tables)
    framework_ids = sorted(frameworks.releases)
    said = {path: _with_defaults(each, framework_ids) for path, each in maps.items()}
    result.readings, result.skipped = read_tables(
        tables, lambda table: said[table.path], around, order.name_pattern
    )
    _check_constants(result.readings)
    connection.execute(
        "create view ratings as "
        + " union all ".join(f"({each.query})" for each in result.readings)
    )
    moment = order.recorded_at or datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    connection.execute("set variable imported_at = ?", [moment])
    _match(connection, frameworks, result.readings)
    sql = resources.files("competency_warehouse") / "sql"
    connection.execute((sql / "import_assessments_judge.sql").read_text("utf-8"))
    connection.execute("drop table if exists person_keys")
    _count(connection, result)
    return result


def _person_test(connection: duckdb.DuckDBPyConnection) -> Any:
    def is_person(text: str) -> bool:
        return bool(
            text
            and connection.execute(
                "select 1 from person_keys where plain_text = fold(?)", [text]
            ).fetchone()
        )

    return is_person


def _maps(order: Order, tables: list[TextTable]) -> dict[Path, ColumnMap]:
    maps: dict[Path, ColumnMap] = {}
    for table in tables:
        if table.path in maps:
            continue
        path = order.map_path or map_file(table.path)
        if order.map_path or path.exists():
            beside = read_map(path, FIELDS, list(DIALECTS))
            maps[table.path] = order.said.over(beside)
        else:
            maps[table.path] = order.said
    return maps


def _with_defaults(said: ColumnMap, framework_ids: list[str]) -> ColumnMap:
    """The only framework, and what is claimed where nobody says more."""
    constants = {"verification": "claimed", **said.constants}
    by_fold = {folded(each): each for each in framework_ids}
    if framework := constants.get("framework_id"):
        constants["framework_id"] = by_fold.get(folded(framework), framework)
    if len(framework_ids) == 1:
        constants.setdefault("framework_id", framework_ids[0])
    return replace(said, constants=constants)


def _check_columns(tables: Sequence[TextTable], said: ColumnMap) -> None:
    """Refuse a title that no file has."""
    titles = {
        plain_title(title)
        for table in tables
        for texts in table.head.values()
        for title in texts
    }
    for name, title in said.columns.items():
        if plain_title(title) not in titles and not title.isdigit():
            first = next(iter(tables[0].head.values()), []) if tables else []
            raise UserError(
                f"No file has a column {title!r} for {name}. The first row of the first"
                f" is: {', '.join(filter(None, first))[:300]}."
            )


def _check_constants(readings: list[Reading]) -> None:
    """Refuse what cannot become a rating whatever its rows hold."""
    for reading in readings:
        for name, option in (
            ("framework_id", "--framework, since the folder has several"),
            ("assessor_type", "--assessor-type"),
            ("assessed_on", "--assessed-on"),
        ):
            if name not in reading.places and name not in reading.constants:
                raise UserError(
                    f"{reading.table.name} ({reading.dialect}) has no column for "
                    f"{name}. Name it with --column {name}=TITLE, or give {option}."
                )
        has_person = {*reading.places, *reading.constants} & {
            "person_id",
            "email",
            "full_name",
        }
        if not has_person and "heading" not in reading.query:
            raise UserError(
                f"{reading.table.name} ({reading.dialect}) does not say whose it is. "
                "Give --person, or name the file as PERSON_2025-12-31.csv."
            )


def _match(
    connection: duckdb.DuckDBPyConnection,
    frameworks: Frameworks,
    readings: list[Reading],
) -> None:
    """Find out what the distinct texts of the ratings mean."""
    ids = {folded(each): each for each in frameworks.releases}
    texts = connection.execute("select distinct framework_id from ratings").fetchall()
    put_rows(
        connection,
        "framework_match",
        ("text", "framework_id"),
        [(text, ids[folded(text)]) for (text,) in texts if folded(text or "") in ids],
    )
    put_rows(
        connection,
        "release_rows",
        ("framework_id", "release_id", "valid_from", "valid_to"),
        _release_days(frameworks),
    )
    connection.execute(
        "create or replace table release_days as select framework_id, release_id,"
        " cast(valid_from as date) as valid_from, cast(valid_to as date) as valid_to"
        " from release_rows"
    )
    _match_levels(connection, frameworks, readings)
    rows = connection.execute(
        "select distinct framework_match.framework_id, ratings.release_id,"
        " release_days.release_id, domain, subdomain, coalesce(skill_id, skill)"
        " from ratings"
        " inner join framework_match on ratings.framework_id = framework_match.text"
        " left join release_days"
        " on framework_match.framework_id = release_days.framework_id"
        " and coalesce(assessed_day, date '9999-12-30') >= valid_from"
        " and coalesce(assessed_day, date '9999-12-30') < valid_to"
    ).fetchall()
    match_skills(connection, frameworks, rows)
    match_people(
        connection,
        " union ".join(
            f"select {name} as text from ratings"
            f" where {name} is not null and level is not null"
            for name in ("person_id", "email", "full_name", "assessor")
        ),
    )
    put_rows(
        connection,
        "word_match",
        ("kind", "text", "word"),
        [("assessor_type", text, word) for text, word in ASSESSOR_TYPES.items()]
        + [("verification", word, word) for word in VERIFICATIONS],
    )


def _release_days(frameworks: Frameworks) -> Iterator[tuple[str, str, str, str]]:
    """The days on which each published release is in force; the first, before too."""
    for framework, releases in frameworks.published.items():
        days = [frameworks.releases[framework][release] for release in releases]
        for release, first, last in zip(
            releases, ["0001-01-01", *days[1:]], [*days[1:], "9999-12-31"], strict=True
        ):
            yield framework, release, first, last


def _match_levels(
    connection: duckdb.DuckDBPyConnection,
    frameworks: Frameworks,
    readings: list[Reading],
) -> None:
    rows = connection.execute(
        "select distinct table_no, framework_match.framework_id, level from ratings"
        " left join framework_match on ratings.framework_id = framework_match.text"
    ).fetchall()
    found = []
    for number, framework, text in rows:
        reading = readings[number]
        said = {folded(each): level for each, level in reading.said.levels.items()}
        is_direct = reading.dialect == "direct"
        if is_direct and "0" not in said:
            said["0"] = ""
            if text and folded(text) == "0":
                reading.notes.append(
                    "0 mixes none with not applicable, so it was counted as not "
                    "assessed; --level 0=none says otherwise"
                )
        match = frameworks.level(framework or "", text or "", said, not is_direct)
        found.append(
            (
                number,
                framework,
                text,
                *(match.value or (None,)),
                match.problem or None,
                match.candidates or None,
            )
        )
    put_rows(
        connection,
        "level_rows",
        ("table_no", "framework_id", "text", "level", "problem", "candidates"),
        found,
    )
    connection.execute(
        "create or replace table level_match as"
        " select * replace (cast(table_no as int) as table_no) from level_rows"
    )


def _count(connection: duckdb.DuckDBPyConnection, result: Result) -> None:
    for reading in result.readings:
        rows = connection.execute(
            f"select count(*) from {reading.table.relation} where source_row > ?",
            [reading.header],
        ).fetchone()
        result.rows += rows[0] if rows else 0
        if reading.is_wide:
            cells = connection.execute(
                "select count(*) from judged where table_no = ?", [reading.number]
            ).fetchone()
            result.cells += cells[0] if cells else 0
        result.notes += [f"{reading.table.name}: {note}" for note in reading.notes]
    result.counts = dict(
        connection.execute(
            "select outcome, count(*) from decided group by all"
        ).fetchall()
    )
    result.rejected = dict(
        connection.execute(
            "select reason, count(*) from (select unnest(string_split(reasons, ','))"
            " as reason from decided where outcome = 'rejected') as given"
            " group by reason order by count(*) desc, reason"
        ).fetchall()
    )


_REJECTED = """
    create or replace table rejected as
    select
        decided.table_no,
        decided.source_row,
        decided.place,
        decided.reasons,
        concat_ws(
            '; ',
            case
                when contains(decided.reasons, '_person') then 'person: ' || coalesce(
                    ids.candidates, emails.candidates, names.candidates
                )
            end,
            case
                when contains(decided.reasons, 'unknown_release')
                    then 'release: ' || skills.candidates
                when contains(decided.reasons, '_skill')
                    then 'skill: ' || skills.candidates
            end,
            case
                when contains(decided.reasons, 'unknown_level')
                    then 'level: ' || levels.candidates
            end,
            case
                when list_contains(
                    string_split(decided.reasons, ','), 'unknown_assessor'
                )
                    then 'assessor: ' || assessors.candidates
            end
        ) as candidates
    from decided
    inner join ratings using (table_no, source_row, place)
    left join person_match as ids on ratings.person_id = ids.text
    left join person_match as emails on ratings.email = emails.text
    left join person_match as names on ratings.full_name = names.text
    left join person_match as assessors on ratings.assessor = assessors.text
    left join framework_match on ratings.framework_id = framework_match.text
    left join skill_match as skills
        on
            framework_match.framework_id = skills.framework_id
            and ratings.release_id is not distinct from skills.stated_release
            and ratings.domain is not distinct from skills.domain
            and ratings.subdomain is not distinct from skills.subdomain
            and coalesce(ratings.skill_id, ratings.skill) = skills.skill
            and instr(decided.reasons, skills.problem) > 0
    left join level_match as levels
        on
            ratings.table_no = levels.table_no
            and framework_match.framework_id
            is not distinct from levels.framework_id
            and ratings.level = levels.text
    where decided.outcome = 'rejected'
    qualify row_number() over (
        partition by decided.table_no, decided.source_row, decided.place
        order by skills.scope_release desc
    ) = 1
"""


def _examples(
    connection: duckdb.DuckDBPyConnection, result: Result
) -> dict[str, list[str]]:
    """Where the first rejected ratings of each reason are, and what is near them."""
    if not result.count("rejected"):
        return {}
    connection.execute(_REJECTED)
    shown = {
        "_person": "coalesce(person_id, email, full_name)",
        "unknown_framework": "framework_id",
        "unknown_release": "release_id",
        "_skill": "coalesce(skill_id, skill)",
        "unknown_level": "level",
        "_type": "assessor_type",
        "_assessor": "assessor",
        "_on": "assessed_on",
        "_at": "recorded_at",
        "verification": "verification",
    }
    examples: dict[str, list[str]] = {}
    for reason in result.rejected:
        text = next((sql for end, sql in shown.items() if reason.endswith(end)), "null")
        rows = connection.execute(
            f"select table_no, source_row, {text}, candidates from rejected"
            " inner join ratings using (table_no, source_row, place)"
            " where list_contains(string_split(reasons, ','), ?)"
            " order by table_no, source_row, place limit ?",
            [reason, MAX_EXAMPLES],
        ).fetchall()
        examples[reason] = [
            f"{result.readings[number].table.name}:{row}"
            + (f": {value}" if value else "")
            + _near(reason, candidates or "")
            for number, row, value, candidates in rows
        ]
    return examples


def _near(reason: str, candidates: str) -> str:
    """The part of the candidates that belongs to a reason."""
    for part in candidates.split("; "):
        kind, _, near = part.partition(": ")
        if reason.endswith(kind):
            return f" (near: {near})"
    return ""


@contextmanager
def _rejected_rows(
    connection: duckdb.DuckDBPyConnection, result: Result, path: Path
) -> Iterator[None]:
    """Write the rejected rows, and put them in place when the block succeeds."""
    if not result.count("rejected"):
        yield
        return
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_rejected(connection, result, aside)
        yield
        aside.replace(path)
    except (OSError, duckdb.IOException) as error:
        raise UserError(
            f"Cannot write {path}: {error}. Name another place with --rejects."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _write_rejected(
    connection: duckdb.DuckDBPyConnection, result: Result, path: Path
) -> None:
    """The rows as they came, or, of matrices, one for each rating."""
    put_rows(
        connection,
        "remedies",
        ("reasons", "remedy"),
        [
            (reasons, " ".join(REMEDIES[reason] for reason in reasons.split(",")))
            for (reasons,) in connection.execute(
                "select distinct reasons from rejected"
            ).fetchall()
        ],
    )
    is_as_it_came = all(
        reading.dialect in {"long", "moodle"} for reading in result.readings
    )
    known = {plain_title(title) for title in REJECT_COLUMNS}
    selects = []
    for reading in result.readings:
        columns = _columns_as_they_came(reading, known) if is_as_it_came else {}
        if not is_as_it_came:
            columns = {name: f"ratings.{name}" for name in FIELDS}
        cells = ", ".join(
            f"safe({text}) as {_identifier(safe(title))}"
            for title, text in columns.items()
        )
        selects.append(
            f"select rejected.table_no, {cells}{', ' if cells else ''}"
            " rejected.reasons as reject_reason,"
            " remedies.remedy as reject_remedy,"
            " safe(rejected.candidates) as reject_candidates,"
            f" safe({quoted(reading.table.path.name)}) as source_file,"
            f" safe({quoted(reading.table.sheet)}) as source_sheet,"
            " rejected.source_row, rejected.place"
            " from rejected inner join ratings using (table_no, source_row, place)"
            " inner join remedies on rejected.reasons = remedies.reasons"
            f" inner join {reading.table.relation} as source"
            " on rejected.source_row = source.source_row"
            f" where rejected.table_no = {reading.number}"
        )
    starts = ", ".join(quoted(start) for start in FORMULA_STARTS)
    connection.execute(
        "create or replace macro safe(text) as case"
        f" when left(text, 1) in ({starts}) then concat('''', text)"
        " else nullif(text, '') end"
    )
    connection.execute(
        "copy (select * exclude (table_no, place) from ("
        + " union all by name ".join(selects)
        + f") order by table_no, source_row, place) to {quoted(path)}"
        " (format csv, header true)"
    )


def _columns_as_they_came(reading: Reading, known: set[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for place, title in enumerate(reading.titles, 1):
        if plain_title(title) in known:
            continue
        name = title or f"column {place}"
        if name.casefold() in {each.casefold() for each in columns}:
            name = f"{name} ({place})"
        columns[name] = f"source.c{place}"
    return columns


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _append(
    connection: duckdb.DuckDBPyConnection, folder: Path, old: Path | None
) -> None:
    """Add the accepted ratings to the table of the folder."""
    order = list(TABLE.columns)
    if old:
        order = [name for name, *_ in connection.table(TABLE.name).description]
    cells = {
        "assessed_on": "cast(assessed_on as varchar) as assessed_on",
        "recorded_at": "strftime(recorded_at, '%Y-%m-%d %H:%M:%S') as recorded_at",
    }
    columns = ", ".join(cells.get(name, name) for name in order)
    new = (
        f"select {columns} from decided where outcome in ('accepted', 'corrected')"
        " order by table_no, source_row, place"
    )
    with written_aside(folder) as aside:
        if old and old.suffix == ".parquet":
            connection.execute(
                f"copy (from {TABLE.name} union all by name from ({new}))"
                f" to {quoted(aside / old.name)} (format parquet)"
            )
            return
        path = aside / f"{TABLE.name}.csv"
        options = "(format csv, header true, null '')"
        if old is None:
            connection.execute(f"copy ({new}) to {quoted(path)} {options}")
        elif _has_line_feeds(old):
            shutil.copyfile(old, path)
            part = aside / "new.csv"
            connection.execute(
                f"copy ({new}) to {quoted(part)} (format csv, header false, null '')"
            )
            with path.open("ab") as file, part.open("rb") as rows:
                file.write(b"\n" if _is_open(old) else b"")
                shutil.copyfileobj(rows, file)
            part.unlink()
        else:
            connection.execute(
                f"copy (from {TABLE.name} union all from ({new}))"
                f" to {quoted(path)} {options}"
            )


def _has_line_feeds(path: Path) -> bool:
    """Whether the header, and so each row, ends in a line feed alone."""
    with path.open("rb") as file:
        head = file.readline()
    return head.endswith(b"\n") and not head.endswith(b"\r\n") and b"\r" not in head


def _is_open(path: Path) -> bool:
    """Whether the last row lacks its line feed."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def summary(result: Result, order: Order) -> str:
    """What the person at the keyboard reads."""
    lines = []
    for reading in result.readings:
        read = ", ".join(
            f"{name} = {reading.titles[place - 1] or f'column {place}'}"
            for name, place in reading.places.items()
        )
        lines.append(f"{reading.table.name}: {reading.dialect} ({read})")
        if not reading.is_wide and (left := _left_out(reading)):
            lines.append(f"  Not read: {left}")
    lines += [f"Passed over, no assessments: {name}" for name in result.skipped]
    cells = f", {result.cells:,} cells" if result.cells else ""
    lines.append(f"Read: {result.rows:,} rows{cells}.")
    for outcome, words in (
        ("accepted", "Accepted"),
        ("corrected", "Corrected, beside their earlier versions"),
        ("there", "Already there"),
        ("not_assessed", "Not assessed"),
        ("rejected", "Rejected"),
    ):
        lines.append(f"{words}: {result.count(outcome):,}")
    for reason, count in result.rejected.items():
        lines.append(f"  {reason}: {count:,}. {REMEDIES[reason]}")
        lines += [f"    {example}" for example in result.examples.get(reason, ())]
    lines += [f"Note: {note}." for note in dict.fromkeys(result.notes)]
    if order.is_dry:
        lines.append("Nothing was written (--dry-run).")
    elif not (order.is_strict and result.count("rejected")):
        added = result.count("accepted") + result.count("corrected")
        lines.append(
            f"Added {added:,} rows to {order.folder}."
            if added
            else f"No change: {order.folder} stays as it was."
        )
    return "\n".join(lines)


def _left_out(reading: Reading) -> str:
    return ", ".join(
        title
        for place, title in enumerate(reading.titles, 1)
        if title and place not in reading.places.values()
    )


def _moment(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(
            f"{value!r} is no moment. Write it as 2025-12-31 23:59:59 (UTC)."
        ) from error
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def _pattern(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    names = re.findall(r"\{(\w*)\}", value)
    if {*names} - {*FIELDS} or len({*names}) < len(names) or (value and not names):
        raise click.BadParameter(
            f"{value!r} names no fields, or one twice. Write for example "
            "{person_id}_{assessed_on}.csv."
        )
    return value


_EXAMPLE = """\b
Examples:
  competency import assessments ratings.csv --assessor-type self --out exports
  competency import assessments matrix.xlsx --assessor-type manager \\
      --assessed-on 2025-12-31 --level "Works alone=mid" --out exports
"""


@click.command("assessments", epilog=_EXAMPLE)
@files_argument()
@folder_option("The export folder, with its framework and its people.")
@click.option(
    "--dialect",
    type=click.Choice(sorted(DIALECTS)),
    default=None,
    help="How the files are written.  [default: detected]",
)
@mapping_options(
    FIELDS,
    column="level='Self score'",
    level="What a text means: a level, its rank, none, or nothing for not assessed.",
    ignore="Pass over this column or sheet.",
)
@click.option("--framework", "framework_id", help="Framework, where no column says it.")
@click.option("--release", "release_id", help="Release that was rated against.")
@click.option("--person", "person_id", help="Who was rated, where no column says it.")
@click.option(
    "--assessor-type",
    type=click.Choice(["self", "peer", "manager", "assessor"]),
    help="Who rated, where no column says it.",
)
@click.option("--assessor", help="The person who rated, where no column says it.")
@click.option(
    "--assessed-on",
    metavar="DATE",
    help="Day of the ratings, where neither a column nor a sheet's name says it.",
)
@click.option(
    "--recorded-at",
    metavar="MOMENT",
    callback=_moment,
    help="UTC moment of recording, where no column says it.  [default: now]",
)
@click.option(
    "--verification",
    type=click.Choice(VERIFICATIONS),
    help="How well ratings are proven, where no column says it.  [default: claimed]",
)
@click.option(
    "--name-pattern",
    default="",
    metavar="PATTERN",
    callback=_pattern,
    help="What names of files hold, for example {person_id}_{assessed_on}.csv.",
)
@rejects_options("assessments")
def import_assessments(
    columns: Mapping[str, str],
    levels: Mapping[str, str],
    dates: str | None,
    ignored: tuple[str, ...],
    dialect: str | None,
    **options: Any,
) -> None:
    """Read files of assessments into an export folder.

    FILE is CSV, XLSX or Parquet: a long table (a row for each rating), a matrix of
    people and skills either way round, an export of the DIRECT app, or a report of
    Moodle. People, skills and levels may be named by id or by name.

    Nothing is lost: a rating that cannot be used is written, with the reason and what
    is near, to a CSV that can be mended and imported. A blank cell is not assessed; it
    is counted, and never becomes none. The same file again adds nothing; a corrected
    rating is added beside its earlier version. docs/assessments.md tells more.
    """
    constants = {
        name: value
        for name in FIELDS
        if name in options and name != "recorded_at" and (value := options.pop(name))
    }
    for name in FIELDS:
        if name != "recorded_at":
            options.pop(name, None)
    order = Order(
        said=ColumnMap(
            columns,
            levels,
            constants,
            dates or "",
            frozenset(map(plain_title, ignored)),
            dialect or "",
        ),
        **options,
    )
    with step("Reading and matching the ratings"):
        result = add_assessments(order)
    say(shown(summary(result, order)))
    facts(counts=result.counts, rejected=result.rejected, folder=order.folder)
    if order.is_strict and result.count("rejected"):
        raise UserError(
            f"{result.count('rejected'):,} ratings were rejected, and nothing was "
            "written. Mend the file, or leave out --strict."
        )
    if result.count("rejected") and not order.is_dry:
        note(
            shown(f"Rejected rows are in {order.rejects_path()}: mend and import them.")
        )

"""Which column of a file is which field: by name, by option or by a YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

import click
import duckdb

from competency_warehouse.errors import UserError
from competency_warehouse.readers import Page
from competency_warehouse.readers.yaml_text import Value, yaml_document

DATE_ORDERS = ("day-first", "month-first")
MAX_MAP_BYTES = 1_000_000
_KEYS = ("dialect", "columns", "levels", "constants", "dates", "ignore")


def plain_title(title: str) -> str:
    """By what titles are compared: case, blanks and punctuation do not matter.

    >>> plain_title("Employee_ID ")
    'employeeid'
    """
    return re.sub(r"[\W_]+", "", title.casefold())


def folded(text: str) -> str:
    """By what names are compared: case and blanks do not matter.

    >>> folded(" Data  Integrity")
    'data integrity'
    """
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class ColumnMap:
    """What a person said about the columns of a file.

    Attributes:
        columns: the title of the column of a field, by field.
        levels: the level that a text stands for, by text.
        constants: the value of a field where its column has none.
        dates: ``day-first`` or ``month-first``; empty when nobody said.
        ignore: titles of columns, or names of sheets, that are passed over.
        dialect: how the file is written; empty: to be detected.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    ignore: frozenset[str] = frozenset()
    dialect: str = ""

    def over(self, other: ColumnMap) -> ColumnMap:
        """This map, and where it says nothing, the other."""
        return replace(
            self,
            columns={**other.columns, **self.columns},
            levels={**other.levels, **self.levels},
            constants={**other.constants, **self.constants},
            dates=self.dates or other.dates,
            ignore=self.ignore | other.ignore,
            dialect=self.dialect or other.dialect,
        )


def read_map(path: Path, fields: Sequence[str], dialects: Sequence[str]) -> ColumnMap:
    """Read a map from a YAML file.

    Args:
        path: the file.
        fields: the fields that it may speak of.
        dialects: the dialects that there are.

    Raises:
        UserError: it cannot be read, or says something that has no meaning here.
    """
    said = _read_mapping(path)
    columns = _texts(path, said, "columns")
    constants = _texts(path, said, "constants")
    ignore = said.get("ignore", Value(frozenset()))
    if not (ignore.is_list or ignore.is_blank):
        raise UserError(f"{path}: ignore must be a list of titles.")
    words = {}
    for name, known in (("dates", DATE_ORDERS), ("dialect", dialects)):
        value = said.get(name, Value(frozenset()))
        if not value.is_blank and value.text not in known:
            raise UserError(f"{path}: {name} must be one of {', '.join(known)}.")
        words[name] = value.text
    try:
        return ColumnMap(
            {field_named(name, fields): title for name, title in columns.items()},
            _texts(path, said, "levels"),
            {field_named(name, fields): value for name, value in constants.items()},
            words["dates"],
            frozenset(plain_title(title.text) for _, title in ignore.fields),
            words["dialect"],
        )
    except ValueError as error:
        raise UserError(f"{path}: {error}") from error


def _read_mapping(path: Path) -> dict[str, Value]:
    """What a map says, by key."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_MAP_BYTES + 1)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    if len(content) > MAX_MAP_BYTES:
        raise UserError(f"{path} is larger than 1 MB, which no map of columns is.")
    document = yaml_document(Page(str(path), content))
    if document.notes:
        raise UserError(f"{document.notes[0].partition(';')[0]}. Remove one of them.")
    root = document.root
    said = dict(root.fields)
    if not (root.is_mapping or root.is_blank) or set(said) - set(_KEYS):
        raise UserError(f"{path} must hold a mapping with the keys {', '.join(_KEYS)}.")
    return said


def _texts(path: Path, said: Mapping[str, Value], key: str) -> dict[str, str]:
    mapping = said.get(key, Value(frozenset()))
    if not (mapping.is_mapping or mapping.is_blank) or any(
        value.fields for _, value in mapping.fields
    ):
        raise UserError(f"{path}: {key} must be a mapping of texts.")
    return {name: value.text for name, value in mapping.fields}


OTHER_NAMES = {
    "person": "person_id",
    "name": "full_name",
    "date": "assessed_on",
    "assessorid": "assessor",
}


def field_named(name: str, fields: Sequence[str]) -> str:
    """The field that a person means.

    Raises:
        ValueError: there is none of that name.
    """
    known = {plain_title(each): each for each in fields}
    plain = plain_title(name)
    plain = plain_title(OTHER_NAMES.get(plain, plain)) if plain not in known else plain
    if plain not in known:
        raise ValueError(f"{name!r} is no field. There are {', '.join(fields)}.")
    return known[plain]


def pairs(
    _context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """The values of an option of the form NAME=VALUE."""
    found: dict[str, str] = {}
    for value in values:
        name, sign, rest = value.rpartition("=")
        if parameter.name == "columns":
            name, sign, rest = value.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"{value!r} is no {parameter.metavar}.")
        if name.strip() in found:
            raise click.BadParameter(f"{name.strip()} is named twice. Name it once.")
        found[name.strip()] = rest.strip()
    return found


def find_columns(
    titles: Sequence[str],
    named: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    where: str,
) -> dict[str, int]:
    """The place, from 1, of the column of each field that can be found.

    Args:
        titles: the titles of all columns, in their order.
        named: the title that a person named, by field; or the place, as a number.
        known: titles by which a field is known without that, by field; the first that
            is there counts.
        where: how messages call the table.

    Raises:
        UserError: a title stands for two columns of which one is wanted.
    """
    places: dict[str, list[int]] = {}
    for place, title in enumerate(titles, 1):
        if title:
            places.setdefault(plain_title(title), []).append(place)
    found: dict[str, int] = {}
    for name, title in named.items():
        here = places.get(plain_title(title), [])
        if not here and title.isdigit() and 0 < int(title) <= len(titles):
            here = [int(title)]
        if here:
            found[name] = _only(here, title, name, where)
    taken = set(found.values())
    for name, synonyms in known.items():
        if name in found or name in named:
            continue
        for synonym in synonyms:
            here = [place for place in places.get(synonym, []) if place not in taken]
            if here:
                found[name] = _only(here, titles[here[0] - 1], name, where)
                taken.add(found[name])
                break
    return found


def _only(places: list[int], title: str, name: str, where: str) -> int:
    if len(places) > 1:
        raise UserError(
            f"{where} has {len(places)} columns {title!r}. Rename one, or say which is "
            f"meant by its place: --column {name}={places[0]}."
        )
    return places[0]


def make_date_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros ``date_of`` and ``moment_of``, which read texts as people write.

    ``date_of(cell, is_month_first)`` is a date, ``moment_of`` a UTC timestamp; NULL
    where the text is none.
    """
    file = resources.files("competency_warehouse") / "sql" / "import_dates.sql"
    connection.execute(file.read_text(encoding="utf-8"))


def ambiguous_dates(
    connection: duckdb.DuckDBPyConnection, relation: str, cell: str, after: int
) -> str:
    """A date of a column that says nowhere which of its numbers is the day; or nothing.

    Args:
        connection: where the table is.
        relation: the table.
        cell: the column.
        after: the row of the header.
    """
    found = connection.execute(
        f"""
        with numbers as (
            select
                {cell} as cell,
                regexp_extract_all({cell}, '[0-9]+') as parts
            from {relation}
            where
                source_row > {after}
                and regexp_matches({cell}, '^[0-9]+[/-][0-9]+[/-][0-9]{{4}}')
        )
        select min(cell) filter (parts[1] <> parts[2])
        from numbers
        having count(*) filter (try_cast(parts[1] as int) > 12) = 0
        """
    ).fetchone()
    return (found[0] if found else None) or ""


def nearest(
    connection: duckdb.DuckDBPyConnection,
    unknown: Iterable[str],
    choices: Mapping[str, str] | Iterable[str],
    count: int = 3,
) -> dict[str, str]:
    """The choices most like each text that nothing matches, joined by `` | ``.

    Args:
        connection: does the work.
        unknown: the texts.
        choices: what there is to choose from; in a mapping, what stands for each.
        count: how many to name.
    """
    unknown = sorted(set(unknown))
    shown = (
        choices if isinstance(choices, Mapping) else {each: each for each in choices}
    )
    if not unknown or not shown:
        return {}
    rows = connection.execute(
        """
        with unknown as (select unnest(?::varchar[]) as text),
        choices as (select unnest(?::varchar[]) as plain, unnest(?::varchar[]) as shown)
        select
            unknown.text,
            max_by(
                choices.shown,
                jaro_winkler_similarity(lower(unknown.text), choices.plain),
                ?::bigint
            )
        from unknown cross join choices
        group by unknown.text
        """,
        [unknown, [folded(each) for each in shown], list(shown.values()), 3 * count],
    ).fetchall()
    return {text: " | ".join(list(dict.fromkeys(best))[:count]) for text, best in rows}

"""Read matrix spreadsheets, CSV or XLSX: a row or more for each item.

``Item`` is a skill, ``Key Area`` its subdomain, ``Competency Domain`` its domain; a
column for each level holds statements, one in each line of a cell. A blank cell of the
outline goes on with what is above it, as a merged cell does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    NODE_TYPES,
    FrameworkBuilder,
    Unplaced,
    slug,
)
from competency_warehouse.readers.markdown_tabs import attribute_kind
from competency_warehouse.readers.spreadsheet import (
    DELIMITERS,
    WORKBOOKS,
    Cell,
    Place,
    Row,
    Sheet,
    csv_sheet,
    xlsx_sheets,
)

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

LEVEL_COLUMNS = {level.level: f"{level.level.title()}-level" for level in LEVELS}
COLUMNS = {
    "item": "Item",
    "key-area": "Key Area",
    "competency-domain": "Competency Domain",
    **LEVEL_COLUMNS,
}
OUTLINE = ("competency-domain", "key-area", "item")  # as NODE_TYPES
SYNONYMS = dict(zip(NODE_TYPES, OUTLINE, strict=True))
DESCRIPTION = "description"

MAX_HEADER_ROW = 100
MIN_COLUMNS = 4  # a row with so many of the columns is meant as the header

_BULLET = re.compile(r"^(?:[-*](?=\s|$)|\u2022)\s*")


def columns_named(pairs: Iterable[str]) -> dict[str, str]:
    """The column of each field, some of them named by the user.

    >>> columns_named(["skill=Competence"])["item"]
    'Competence'

    Args:
        pairs: such as ``item=Skill``; the fields are the keys of :data:`COLUMNS`, or
            ``skill``, ``subdomain`` and ``domain``.

    Raises:
        ValueError: a pair is none, names an unknown field or one that has a name
            already, or two fields have one column.
    """
    named: dict[str, str] = {}
    for pair in pairs:
        field, _, title = pair.partition("=")
        field = SYNONYMS.get(_key(field), _key(field))
        if field not in COLUMNS or not title.strip():
            raise ValueError(
                f"{pair!r} names no column. Write it as item=Skill, or in place of "
                f"item one of {', '.join(list(COLUMNS)[1:])}."
            )
        if field in named:
            raise ValueError(f"{field} is named twice. Name it once.")
        named[field] = title.strip()
    columns = {**COLUMNS, **named}
    if len({_key(title) for title in columns.values()}) < len(columns):
        raise ValueError("two columns have one name. Give each its own.")
    return columns


def _key(title: str) -> str:
    """By what column names are compared: case, blanks and ``level`` do not matter."""
    plain = " ".join(title.casefold().split())
    return slug(plain).removesuffix("-level") or plain


@dataclass(frozen=True)
class _Header:
    """The row with the column names.

    Attributes:
        line: where it is.
        columns: the column of each field that was found.
        titles: the names of the other columns.
        twice: fields that two columns are named for.
    """

    line: int
    columns: dict[str, int]
    titles: dict[int, str]
    twice: list[str]


@lru_cache(maxsize=1)
def _sheets(page: Page) -> list[list[Sheet]]:
    """The sheets of a page; of CSV, one for each delimiter that it may have."""
    if page.content.startswith(WORKBOOKS):
        return [xlsx_sheets(page)]
    return [[csv_sheet(page, delimiter)] for delimiter in DELIMITERS]


class MatrixReader:
    """Spreadsheets with a row or more for each item, and a column for each level."""

    dialect = "matrix"
    suffixes = (".csv", ".xlsx", ".xlsm")

    def __init__(self, columns: Mapping[str, str] = COLUMNS) -> None:
        """Take the names of the columns, by field."""
        self.columns = columns
        self.fields = {_key(title): field for field, title in columns.items()}
        self.recognised_by = f"a row with the columns {', '.join(columns.values())}"

    def recognises(self, page: Page) -> bool:
        """Whether some row has most of the columns.

        A workbook of a folder that cannot be opened is passed over.
        """
        try:
            return any(map(self._header, self._best(page)))
        except UserError:
            if page.is_named:
                raise
            return False

    def read(self, page: Page, builder: FrameworkBuilder) -> None:
        """Put everything in the spreadsheet into the builder.

        Raises:
            UserError: it is no spreadsheet, has no header or only a part of it, or is
                larger than any framework.
        """
        sheets = self._best(page)
        headers = [self._header(sheet) for sheet in sheets]
        if not any(headers):
            raise UserError(
                f"{page.name} has no header, {self.recognised_by}. Add it, or name "
                "your own columns with --column."
            )
        outline = _Outline(builder)
        for sheet, header in zip(sheets, headers, strict=True):
            if header:
                self._check(sheet, header)
                _SheetReading(sheet, header, outline).run()
            elif sheet.rows:
                builder.note(f"{sheet.name} has no header row and was passed over")

    def _best(self, page: Page) -> list[Sheet]:
        """The sheets of the page; of a CSV file, by the delimiter that fits."""
        return max(
            _sheets(page),
            key=lambda sheets: max(
                (len(header.columns) for header in map(self._header, sheets) if header),
                default=0,
            ),
        )

    def _header(self, sheet: Sheet) -> _Header | None:
        """The first row with the most columns, if these are enough."""
        top = list(sheet.rows.items())[:MAX_HEADER_ROW]
        headers = [self._as_header(line, row) for line, row in top]
        best = max(headers, key=lambda header: len(header.columns), default=None)
        return best if best and len(best.columns) >= MIN_COLUMNS else None

    def _as_header(self, line: int, row: Row) -> _Header:
        columns: dict[str, int] = {}
        titles: dict[int, str] = {}
        twice: list[str] = []
        for column, cell in row.items():
            field = self.fields.get(_key(cell.text))
            if cell.origin[1] != column:
                continue  # merged with the cell before it
            if field is None:
                titles[column] = cell.text
            elif field in columns:
                twice.append(field)
            else:
                columns[field] = column
        return _Header(line, columns, titles, twice)

    def _check(self, sheet: Sheet, header: _Header) -> None:
        missing = [field for field in self.columns if field not in header.columns]
        for fields, fault in ((missing, "is missing"), (header.twice, "comes twice")):
            for field in fields:
                raise UserError(
                    f"{sheet.name}:{header.line}: the column {self.columns[field]!r} "
                    f"{fault} in this header. Mend it, or name another column with "
                    f"--column {field}=..."
                )
        if sheet.fault:
            raise UserError(sheet.fault)


class _Outline:
    """The nodes by their names, so that rows far apart come together.

    Domains and subdomains of earlier pages go on here; a skill of another page would
    be another skill.
    """

    def __init__(self, builder: FrameworkBuilder) -> None:
        self.builder = builder
        self.ids: dict[tuple[str, ...], str] = {(): ""}
        paths: dict[str, tuple[str, ...]] = {"": ()}
        for node in builder.build().nodes:
            paths[node.node_id] = (*paths[node.parent_id], node.name)
            if node.node_type != NODE_TYPES[-1]:
                self.ids.setdefault(paths[node.node_id], node.node_id)

    def node_id(self, path: tuple[str, ...], where: str) -> str:
        """The id of the node with that path of names; it is added when it is new."""
        if path not in self.ids:
            parent_id = self.node_id(path[:-1], where)
            node_type = NODE_TYPES[len(path) - 1]
            self.ids[path] = self.builder.add_node(
                node_type, path[-1], parent_id, where
            )
        return self.ids[path]


class _SheetReading:
    """One sheet on its way into the builder."""

    def __init__(self, sheet: Sheet, header: _Header, outline: _Outline) -> None:
        self.sheet = sheet
        self.header = header
        self.outline = outline
        self.builder = outline.builder
        self.names = ["", "", ""]  # of the domain, subdomain and item we are in
        self.seen: set[tuple[str, int, Place]] = set()
        self.line = 0
        self.node_id = ""
        self.leftover: list[tuple[str, str]] = []  # text and reason, of this row

    def run(self) -> None:
        """Read the sheet."""
        titles = self._titles(self.sheet.rows[self.header.line])
        for line, row in self.sheet.rows.items():
            self.line = line
            if line < self.header.line:
                self._leave(row.values(), "above the header")
            elif self._titles(row) != titles:
                self._row(row)
            self._report()

    def _titles(self, row: Row) -> list[str]:
        """What a row has in the columns that are read; the header may come again."""
        columns = self.header.columns.values()
        return [_key(row[column].text) if column in row else "" for column in columns]

    def _row(self, row: Row) -> None:
        unsaved = [cell for cell in row.values() if cell.is_formula]
        self._leave(unsaved, "a formula whose value was not saved")
        row = {column: cell for column, cell in row.items() if not cell.is_formula}
        named = [row.get(self.header.columns[field]) for field in OUTLINE]
        if None not in named and len({cell.origin for cell in named if cell}) == 1:
            self._leave(row.values(), "a heading across the columns")
            return
        for depth, cell in enumerate(named):
            name = " ".join(filter(None, _stripped(cell))) if cell else ""
            if name and name != self.names[depth]:
                self.names[depth:] = [name] + [""] * (len(OUTLINE) - depth - 1)
        path = tuple(self.names)
        while path and not path[-1]:
            path = path[:-1]
        self.node_id = self.outline.node_id(path, f"{self.sheet.name}:{self.line}")
        for field, column in self.header.columns.items():
            if field in LEVEL_COLUMNS and column in row:
                self._level(field, column, row[column], is_item=len(path) == len(named))
        for column, cell in row.items():
            if column not in self.header.columns.values():
                self._fact(column, cell)

    def _level(self, level: str, column: int, cell: Cell, is_item: bool) -> None:
        if not is_item:
            self._leave([cell], "a level without an item")
        elif self._is_new(column, cell):
            self.builder.add_level(self.node_id, level)
            for text in _lines(cell):
                self.builder.add_descriptor(self.node_id, level, text)

    def _fact(self, column: int, cell: Cell) -> None:
        title = self.header.titles.get(column, "")
        if not title:
            self._leave([cell], "a column without a name")
        elif not self.node_id:
            self._leave([cell], "nothing that it is about")
        elif self._is_new(column, cell):
            kind = attribute_kind(title) or slug(title).replace("-", "_") or "other"
            if kind == DESCRIPTION:
                self.builder.describe(self.node_id, cell.text)
                return
            for text in _lines(cell):
                self.builder.add_attribute(self.node_id, "", kind, text)

    def _is_new(self, column: int, cell: Cell) -> bool:
        """Whether the text is not there yet from another row of one merged cell."""
        key = self.node_id, column, cell.origin
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def _leave(self, cells: Iterable[Cell], reason: str) -> None:
        texts = {cell.origin: " ".join(cell.text.split()) for cell in cells}
        self.leftover += [(text, reason) for text in texts.values()]

    def _report(self) -> None:
        """List what was left of a row, as one line."""
        if self.leftover:
            texts, reasons = zip(*self.leftover, strict=True)
            self.builder.add_unplaced(
                Unplaced(
                    self.sheet.name,
                    self.line,
                    self.node_id,
                    " | ".join(texts),
                    "; ".join(dict.fromkeys(reasons)),
                )
            )
        self.leftover = []


def _stripped(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.text.split("\n")]


def _lines(cell: Cell) -> list[str]:
    """The lines of a cell that have text, without bullets."""
    lines = _stripped(cell)
    return [text for line in lines if (text := _BULLET.sub("", line, count=1))]

"""The cells of a spreadsheet, CSV or XLSX: values as text, merged cells filled."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from competency_warehouse.errors import UserError
from competency_warehouse.folder import MAX_FIELD_CHARACTERS
from competency_warehouse.readers.text import check_text, text_of, unified

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

DELIMITERS = (",", ";")
MAX_UNPACKED_BYTES = 50_000_000
MAX_CELLS = 2_000_000

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # Excel before 2007, and workbooks with a password
WORKBOOKS = (b"PK", _OLD_FORMAT)  # how the file of a workbook starts

Place = tuple[int, int]  # row and column, counted from 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows.

    Attributes:
        text: without blanks around it, lines ended by line feeds; never empty.
        origin: where the text stands: elsewhere, if the cell is merged with others.
        is_formula: the text is a formula, whose value nobody saved.
    """

    text: str
    origin: Place
    is_formula: bool = False


Row = dict[int, Cell]  # by column, counted from 1; blank cells are left out


@dataclass
class Sheet:
    """A table of cells.

    Attributes:
        name: how messages call it.
        rows: by line, counted from 1; blank rows are left out.
        fault: why it cannot be read to its end; empty when it can.
    """

    name: str
    rows: dict[int, Row] = field(default_factory=dict)
    fault: str = ""


def csv_sheet(page: Page, delimiter: str) -> Sheet:
    """A CSV file, as far as it can be read; its lines are those on which rows begin.

    Raises:
        UserError: it has more cells than any framework.
    """
    sheet = Sheet(page.name)
    try:
        text = text_of(page)
    except UserError as error:
        sheet.fault = error.message
        text = unified(page.content.decode("utf-8", errors="replace"))
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = count = 1
    try:
        for values in reader:
            count = _counted(page, count + len(values))
            cells = ((column, value.strip()) for column, value in enumerate(values, 1))
            row = {column: Cell(text, (line, column)) for column, text in cells if text}
            if row:
                sheet.rows[line] = row
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.fault = sheet.fault or (
            f"{page.name}:{line}: not CSV: {error}. Mend the row that begins there."
        )
    return sheet


def xlsx_sheets(page: Page) -> list[Sheet]:
    """The sheets of a workbook.

    Raises:
        UserError: it is no workbook that can be read, or a larger one than any
            framework needs.
    """
    if page.content.startswith(_OLD_FORMAT):
        raise UserError(
            f"{page.name} is a workbook of the old .xls format, or has a password. "
            "Save it as .xlsx without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise UserError(
                    f"{page.name} unpacks to over {MAX_UNPACKED_BYTES // 1_000_000} "
                    "MB, which no framework does. Save its sheets as CSV if it is one."
                )
            merged = _merged_ranges(archive)
        return list(_read_sheets(page, merged))
    except UserError:
        raise
    except Exception as error:  # whatever the library makes of a broken workbook
        raise UserError(
            f"{page.name} is no XLSX workbook that can be read "
            f"({str(error).partition(chr(10))[0]}). Open it in a spreadsheet program "
            "and save it anew, or as CSV."
        ) from error


def _merged_ranges(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """The merged ranges of each sheet, which openpyxl does not tell when streaming."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    ranges: dict[str, list[str]] = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
        relation = next(value for key, value in sheet.items() if key.endswith("}id"))
        path = posixpath.normpath(posixpath.join("/xl", targets[relation]))
        found = _MERGED.findall(archive.read(path.lstrip("/")))
        ranges[sheet.get("name", "")] = [each.decode() for each in found]
    return ranges


def _read_sheets(page: Page, merged: dict[str, list[str]]) -> Iterator[Sheet]:
    """The values and, where a formula has none, the formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of a workbook that are not read
        books = [
            load_workbook(io.BytesIO(page.content), read_only=True, data_only=data_only)
            for data_only in (True, False)
        ]
        count = 0
        for values, formulas in zip(*(book.worksheets for book in books), strict=True):
            sheet = Sheet(f"{page.name}[{values.title}]")
            for each in (values, formulas):
                each.reset_dimensions()
            rows = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
            for line, pair in enumerate(rows, 1):
                count = _counted(page, count + len(pair[0]) + 1)
                row: Row = {}
                for column, (value, formula) in enumerate(zip(*pair, strict=True), 1):
                    is_formula = value.value is None
                    shown = formula.value if is_formula else value.value
                    if text := _shown(shown):
                        check_text(text, f"{sheet.name}:{line}")
                        row[column] = Cell(text, (line, column), is_formula)
                if row:
                    sheet.rows[line] = row
            for name in merged.get(values.title, ()):
                count = _fill(page, sheet, name, count)
            sheet.rows = dict(sorted(sheet.rows.items()))
            yield sheet


def _fill(page: Page, sheet: Sheet, name: str, count: int) -> int:
    """Show the text of a merged range in all its cells."""
    first_column, first, last_column, last = range_boundaries(name)
    cell = sheet.rows.get(first, {}).get(first_column)
    if cell is None:
        return count
    width, height = last_column - first_column + 1, last - first + 1
    for line in range(first, first + height):
        count = _counted(page, count + width)
        row = sheet.rows.setdefault(line, {})
        for column in range(first_column, last_column + 1):
            row.setdefault(column, cell)
    return count


def _counted(page: Page, count: int) -> int:
    if count > MAX_CELLS:
        raise UserError(
            f"{page.name} has over {MAX_CELLS // 1_000_000} million cells, which no "
            "framework does. Delete its empty rows and columns, or save it as CSV."
        )
    return count


def _shown(value: object) -> str:
    """The value of a cell as text; ``_x000D_`` is how Excel keeps a carriage return."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date | time):
        return value.isoformat()
    text = getattr(value, "text", None) or str(value)  # of formulas over many cells
    return unified(text.replace("_x000D_", "")).strip()

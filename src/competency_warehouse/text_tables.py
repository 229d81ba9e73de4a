"""Tables of other people's files, CSV, XLSX or Parquet, as text inside DuckDB.

The rows of a file may be millions: they go from the file into DuckDB, and what is done
with them is SQL. Each table has the column ``source_row``, the row as a spreadsheet
counts it (the header of a plain file is row 1), and its cells in ``c1``, ``c2`` ... as
trimmed text, NULL where there is none. The header is a row like any other: where it
stands is for the reader of the table to find out, from ``head``.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from competency_warehouse.contract import ExportTable
from competency_warehouse.errors import UserError
from competency_warehouse.folder import MAX_FIELD_CHARACTERS
from competency_warehouse.readers import Page
from competency_warehouse.readers.spreadsheet import WORKBOOKS, xlsx_sheets
from competency_warehouse.readers.text import check_text
from competency_warehouse.rejects import FORMULA_STARTS

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
MAX_CSV_BYTES = 4_000_000_000
MAX_WORKBOOK_BYTES = 20_000_000
MAX_COLUMNS = 5_000
MAX_PARQUET_CELLS = 1_000_000_000
MAX_SPILL = "20GiB"
HEAD_ROWS = 50
MEMORY_LIMIT = "512MiB"

_CHUNK_BYTES = 1 << 20
_LONG_ROW = 1 << 16
_HEAD_BYTES = 1 << 18
_BATCH_ROWS = 5_000
_BATCH_CELLS = 200_000
_BATCH_CHARACTERS = 8_000_000
_LINE_BYTES = 1 << 22
_PARQUET = b"PAR1"
# Control characters but for tab, line feed and carriage return.
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True)
class TextTable:
    """One table of a file.

    Attributes:
        name: how messages call it: ``ratings.csv``, or ``ratings.xlsx[Round 1]``.
        path: the file.
        sheet: the sheet of a workbook; empty for other files.
        relation: its name inside DuckDB.
        width: how many columns it has.
        head: the first rows that are not blank, by row: the text of each cell.
        row_count: rows that are not blank, the header's among them.
    """

    name: str
    path: Path
    sheet: str
    relation: str
    width: int
    head: dict[int, list[str]] = field(repr=False)
    row_count: int


@contextmanager
def text_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a DuckDB of this process alone, which spills to disk before it grows.

    Raises:
        UserError: there is no room for what the block does.
    """
    with tempfile.TemporaryDirectory(prefix="competency-") as spill:
        config = {
            "temp_directory": spill,
            "max_temp_directory_size": MAX_SPILL,
            "memory_limit": MEMORY_LIMIT,
        }
        with duckdb.connect(config=config) as connection:
            connection.execute("set enable_progress_bar = false")
            connection.execute(
                "create macro plain(cell) as nullif(trim(cell, concat("
                "' ', chr(9), chr(10), chr(13), chr(160), chr(65279))), '')"
            )
            try:
                yield connection
            except (
                duckdb.OutOfMemoryException,
                duckdb.IOException,
                duckdb.TransactionException,  # out of memory when it commits
            ) as error:
                raise UserError(
                    f"No room for so much: {str(error).splitlines()[0]} "
                    "Free some space on the disk, or import the file in parts."
                ) from error


def load_tables(
    connection: duckdb.DuckDBPyConnection,
    paths: Iterable[Path],
    sheets: Sequence[str] = (),
) -> list[TextTable]:
    """Load files into DuckDB, each sheet of a workbook as a table of its own.

    Args:
        connection: of :func:`text_database`.
        paths: the files; one that comes twice is loaded once.
        sheets: the sheets to load, in any case; none for all.

    Raises:
        UserError: a file cannot be read, or no file has a sheet of that name.
    """
    tables: list[TextTable] = []
    for path in dict.fromkeys(path.absolute() for path in paths):
        start = _start(path)
        if start.startswith(_PARQUET):
            tables.append(_parquet(connection, path, len(tables)))
        elif start.startswith(WORKBOOKS):
            tables += _workbook(connection, path, len(tables), sheets)
        else:
            tables.append(_csv(connection, path, len(tables)))
    wanted = {sheet.casefold() for sheet in sheets}
    if missing := wanted - {table.sheet.casefold() for table in tables}:
        raise UserError(f"No workbook has the sheet {', '.join(sorted(missing))}.")
    return tables


def put_rows(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Make a table of text columns from rows that Python has.

    Args:
        connection: where to.
        relation: its name; a table of that name is replaced.
        columns: names of its columns.
        rows: a text, a number or None for each column.
    """
    names = ", ".join(f"{name} varchar" for name in columns)
    connection.execute(f"create or replace table {relation} ({names})")
    cells = ", ".join(f"cells[{place}]" for place in range(1, len(columns) + 1))
    statement = (
        f"insert into {relation} select {cells} from ("
        "select unnest(cast(cast(? as json) as varchar[][])) as cells)"
    )
    most_rows = min(_BATCH_ROWS, _BATCH_CELLS // max(len(columns), 1) + 1)
    batch: list[Sequence[object]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(batch) >= most_rows or size > _BATCH_CHARACTERS:
            connection.execute(statement, [json.dumps(batch)])
            batch, size = [], 0
    if batch:
        connection.execute(statement, [json.dumps(batch)])


def load_export_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: ExportTable
) -> Path | None:
    """Make a view of a table of an export folder, all text, under the table's name.

    Args:
        connection: of :func:`text_database`.
        folder: the export folder.
        table: which table.

    Returns:
        Its file; None if the folder does not hold it: the view is empty then.

    Raises:
        UserError: it cannot be read, or has other columns.
    """
    files = [
        path
        for suffix in ("csv", "parquet")
        if (path := folder / f"{table.name}.{suffix}").is_file()
    ]
    if len(files) > 1:
        raise UserError(f"{folder} holds {table.name} twice. Remove one of the files.")
    if not files:
        columns = ", ".join(
            f"cast(null as varchar) as {name}" for name in table.columns
        )
        connection.execute(f"create view {table.name} as select {columns} limit 0")
        return None
    path = files[0]
    reader = (
        f"read_parquet({file_literal(path)})"
        if path.suffix == ".parquet"
        else f"read_csv({file_literal(path)}, header = true, all_varchar = true,"
        " delim = ',', quote = '\"', escape = '\"', auto_detect = true,"
        f" sample_size = 1, maximum_line_size = {_LINE_BYTES},"
        f" buffer_size = {4 * _LINE_BYTES})"
    )
    try:
        found = [
            row[0] for row in connection.execute(f"describe from {reader}").fetchall()
        ]
        if sorted(found) != sorted(table.columns):
            raise UserError(
                f"{path} has the columns {', '.join(found)}. Make them "
                f"{', '.join(table.columns)}."
            )
        columns = ", ".join(f"cast({name} as varchar) as {name}" for name in found)
        connection.execute(
            f"create view {table.name} as select {columns} from {reader}"
        )
        connection.execute(f"select count(columns(*)) from {table.name}")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"Cannot read {path}: {reason} Mend or restore it.") from error
    return path


def quoted(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """The path of a file to read as SQL writes it: that file, and none that is like it.

    DuckDB takes ``*``, ``?`` and ``[`` for a pattern: it would read ``a1.csv`` in place
    of ``a[1].csv``.

    Raises:
        UserError: the path is not UTF-8.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UserError(
            f"The name {str(path)!r} is not UTF-8. Rename the file or its folder."
        ) from error
    return quoted(re.sub(r"[*?\[\\]", r"[\g<0>]", str(path)))


def _start(path: Path) -> bytes:
    """The first bytes of a file that is there and of a size that is read."""
    if not path.exists():
        raise UserError(f"{path} does not exist. Check the path of the file.")
    if not path.is_file():
        raise UserError(f"{path} is not a regular file. Name a file.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    is_workbook = start.startswith(WORKBOOKS)
    limit = MAX_WORKBOOK_BYTES if is_workbook else MAX_CSV_BYTES
    if path.stat().st_size > limit:
        remedy = "Save its sheets as CSV." if is_workbook else "Split it."
        raise UserError(f"{path} is larger than {limit // 1_000_000} MB. {remedy}")
    if not start:
        raise UserError(f"{path} is empty. Name a file with a header and rows.")
    return start


def _parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, number: int
) -> TextTable:
    relation = f"source_{number}"
    try:
        titles = [
            name
            for name, *_ in connection.execute(
                f"describe from read_parquet({file_literal(path)})"
            ).fetchall()
        ]
        _check_width(path.name, len(titles))
        _check_rows(connection, path, len(titles))
        cells = ", ".join(
            f"plain(cast({_identifier(title)} as varchar)) as c{place}"
            for place, title in enumerate(titles, 1)
        )
        connection.execute(
            f"create table {relation} as select {_ROW} + 1 as source_row, {cells}"
            f" from read_parquet({file_literal(path)})"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise UserError(
            f"{path.name} is no Parquet file that can be read: "
            f"{str(error).splitlines()[0]} Export it again."
        ) from error
    for text in titles:
        check_text(text, f"{path.name}, a title")
    _check_cells(connection, path, relation)
    table = _described(connection, path, "", relation, len(titles))
    head = {1: [title.strip() for title in titles], **table.head}
    return TextTable(
        table.name, path, "", relation, table.width, head, table.row_count + 1
    )


def _check_rows(connection: duckdb.DuckDBPyConnection, path: Path, width: int) -> None:
    """Refuse a file of a few bytes that says a million times as many rows."""
    counted = connection.execute(
        f"select count(*) from read_parquet({file_literal(path)})"
    ).fetchone()
    if counted and counted[0] * width > MAX_PARQUET_CELLS:
        raise UserError(
            f"{path.name} has {counted[0]:,} rows of {width:,} columns. Split it."
        )


def _check_cells(
    connection: duckdb.DuckDBPyConnection, path: Path, relation: str
) -> None:
    """Refuse control characters, as in CSV."""
    found = connection.execute(
        f"select min(source_row) from {relation} where regexp_matches(concat_ws('',"
        r" columns(* exclude (source_row))), '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')"
    ).fetchone()
    if found and found[0]:
        raise UserError(
            f"{path.name}:{found[0]}: holds a control character. Remove it."
        )


_ROW = "row_number() over ()"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _workbook(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    number: int,
    sheets: Sequence[str],
) -> list[TextTable]:
    wanted = {sheet.casefold() for sheet in sheets}
    tables = []
    for sheet in xlsx_sheets(Page(path.name, path.read_bytes())):
        title = sheet.name.removeprefix(f"{path.name}[").removesuffix("]")
        if (wanted and title.casefold() not in wanted) or not sheet.rows:
            continue
        width = max(max(row, default=0) for row in sheet.rows.values())
        _check_width(sheet.name, width)
        relation = f"source_{number + len(tables)}"
        rows = (
            [
                line,
                *(
                    _cell(row[place].text) if place in row else None
                    for place in range(1, width + 1)
                ),
            ]
            for line, row in sheet.rows.items()
        )
        _fill(connection, relation, width, rows)
        tables.append(_described(connection, path, title, relation, width))
    return tables


def _fill(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    width: int,
    rows: Iterable[Sequence[object]],
) -> None:
    columns = [f"c{place}" for place in range(1, width + 1)]
    put_rows(connection, relation, ["source_row", *columns], rows)
    connection.execute(f"alter table {relation} alter source_row type bigint")


def _cell(text: str) -> str | None:
    """A cell as :func:`_csv` reads it."""
    text = text.strip(" \t\r\n\u00a0\ufeff")
    if text[:1] == "'" and text[1:2] in FORMULA_STARTS:
        text = text[1:]
    return text or None


def _csv(connection: duckdb.DuckDBPyConnection, path: Path, number: int) -> TextTable:
    relation = f"source_{number}"
    is_odd = _check_bytes(path)
    delimiter, width = _form(path)
    _check_width(path.name, width)
    if is_odd or not _read_by_duckdb(connection, path, relation, delimiter, width):
        _fill(connection, relation, width, _rows(path, delimiter, width))
    return _described(connection, path, "", relation, width)


def _check_width(name: str, width: int) -> None:
    if width > MAX_COLUMNS:
        raise UserError(
            f"{name} has {width:,} columns, and at most {MAX_COLUMNS:,} are read. "
            "Delete those that are not needed."
        )


def _check_bytes(path: Path) -> bool:
    """Refuse what is no UTF-8 text; tell whether lines end in an unusual way.

    Or are very long: DuckDB takes 2,048 rows at a time, however long they are.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    is_odd = False
    last = b""
    crlf_count = lf_count = cr_count = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += chunk.count(b"\n", 0, error.start)
                raise UserError(
                    f"{path.name}:{line}: not UTF-8 text. Save the file as CSV UTF-8."
                ) from error
            if not chunk:
                break
            if len(chunk.translate(None, delete=_CONTROLS)) < len(chunk):
                place = min(
                    found for each in _CONTROLS if (found := chunk.find(each)) >= 0
                )
                line += chunk.count(b"\n", 0, place)
                raise UserError(
                    f"{path.name}:{line}: holds a control character, so it is no CSV "
                    "in UTF-8. Remove it, or save the file as CSV UTF-8."
                )
            joined = last + chunk
            is_odd = is_odd or b"\n\n" in joined or b"\n\r\n" in joined
            is_odd = is_odd or len(chunk) > _LONG_ROW * (chunk.count(b"\n") + 1)
            is_odd = is_odd or (not last and chunk.startswith((b"\n", b"\r")))
            crlf_count += joined.count(b"\r\n")
            lf_count += chunk.count(b"\n")
            cr_count += chunk.count(b"\r")
            line += chunk.count(b"\n")
            last = joined[-2:]
            # The pair in the overlap has been counted.
            crlf_count -= last == b"\r\n"
    crlf_count += last == b"\r\n"
    return is_odd or cr_count > crlf_count or 0 < crlf_count < lf_count


def _form(path: Path) -> tuple[str, int]:
    """The delimiter of a CSV file, and how many fields its widest first row has."""
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES)
    text = start.decode("utf-8-sig", errors="ignore")
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    counts: dict[str, Counter[int]] = {}
    for delimiter in DELIMITERS:
        rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        counts[delimiter] = Counter(
            len(row) for row, _ in zip(rows, range(HEAD_ROWS), strict=False)
        )
    # The delimiter that gives most rows one and the same width above one.
    delimiter = max(
        counts,
        key=lambda each: max(
            ((count, width) for width, count in counts[each].items() if width > 1),
            default=(0, 1),
        ),
    )
    return delimiter, max(counts[delimiter], default=1) or 1


def _read_by_duckdb(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    relation: str,
    delimiter: str,
    width: int,
) -> bool:
    """Read a CSV file as it is; False where its rows are not all of one width."""
    names = [f"c{place}" for place in range(1, width + 1)]
    cells = ", ".join(f"cell_of({name}) as {name}" for name in names)
    columns = ", ".join(f"{quoted(name)}: 'varchar'" for name in names)
    starts = ", ".join(quoted("'" + start) for start in FORMULA_STARTS)
    connection.execute(
        "create or replace macro cell_of(cell) as case"
        f" when left(plain(cell), 2) in ({starts}) then substr(plain(cell), 2)"
        " else plain(cell) end"
    )
    try:
        connection.execute(
            f"create or replace table {relation} as"
            f" from (select source_row, {cells} from (select {_ROW} as source_row, *"
            f" from read_csv({file_literal(path)},"
            f" auto_detect = false, header = false, delim = {quoted(delimiter)},"
            " quote = '\"', escape = '\"', strict_mode = true,"
            f" maximum_line_size = {_LINE_BYTES}, buffer_size = {4 * _LINE_BYTES},"
            f" columns = {{{columns}}})))"
            f" where coalesce({', '.join(names)}) is not null"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False
    return True


def _rows(path: Path, delimiter: str, width: int) -> Iterator[list[object]]:
    """The rows of a CSV file that is not regular, with the number of each."""
    row: list[str] = []
    number = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, row in enumerate(reader, 1):
                cells = [_cell(text) for text in row]
                if any(cells[width:]):
                    raise UserError(
                        f"{path.name}:{number}: {len(row)} fields, where the rows "
                        f"before have at most {width}. Put double quotes around a "
                        f"field that holds a {DELIMITERS[delimiter]}."
                    )
                if any(cells):
                    blanks = [None] * (width - len(cells))
                    yield [number, *cells[:width], *blanks]
        except csv.Error as error:
            raise UserError(
                f"{path.name}:{number + 1}: not CSV: {error}. Mend the row that begins "
                "there."
            ) from error


def _described(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    sheet: str,
    relation: str,
    width: int,
) -> TextTable:
    head = connection.execute(
        f"from {relation} order by source_row limit {HEAD_ROWS}"
    ).fetchall()
    counted = connection.execute(f"select count(*) from {relation}").fetchone()
    return TextTable(
        f"{path.name}[{sheet}]" if sheet else path.name,
        path,
        sheet,
        relation,
        width,
        {row[0]: [text or "" for text in row[1:]] for row in head},
        counted[0] if counted else 0,
    )

"""Other people's files become text tables, row by row, or one clear message."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from competency_warehouse import text_tables
from competency_warehouse.errors import UserError
from competency_warehouse.text_tables import load_tables, put_rows, text_database


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """All rows of a file's first table, with their numbers."""
    with text_database() as connection:
        table = load_tables(connection, [path])[0]
        return connection.sql(f"from {table.relation} order by 1").fetchall()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", [(1, "a", "b"), (2, "1", "2")]),
        (b"\xef\xbb\xbfa;b\r\n1;2", [(1, "a", "b"), (2, "1", "2")]),
        (b"a\tb\n 1 \t\n", [(1, "a", "b"), (2, "1", None)]),
        (b"a,b\n\n1,2\n", [(1, "a", "b"), (3, "1", "2")]),
        (b"a,b\n,\n1,2\n", [(1, "a", "b"), (3, "1", "2")]),
        (b"a,b\n, \n1,2\n", [(1, "a", "b"), (3, "1", "2")]),
        (b"a,b\r\n1,2\n", [(1, "a", "b"), (2, "1", "2")]),
        (b"a,b\r1,2\r", [(1, "a", "b"), (2, "1", "2")]),
        (b"Title\na,b\n1,2\n", [(1, "Title", None), (2, "a", "b"), (3, "1", "2")]),
        (b'a,b\n"1\n\n1",2\n3,4\n', [(1, "a", "b"), (2, "1\n\n1", "2"), (3, "3", "4")]),
        (b"a,b\n'=1,'x\n", [(1, "a", "b"), (2, "=1", "'x")]),
    ],
)
def test_rows_keep_their_numbers(
    tmp_path: Path, content: bytes, rows: list[tuple[object, ...]]
) -> None:
    """Whatever the delimiter, the byte order mark and the line ends are."""
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    assert rows_of(file) == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n\xe4,2\n", "table.csv:2: not UTF-8"),
        (b"a,b\n1,\xc3", "table.csv:2: not UTF-8"),
        (b"a,b\n\n1,\x00\n", "table.csv:3: holds a control character"),
        (b'a,b\n1,"2\n', "table.csv:2: not CSV"),
        (b"a,b\n" + b"1,2\n" * 60 + b"1,2,3\n", "table.csv:62: 3 fields"),
        (b"PK\x03\x04 no workbook", "is no XLSX workbook"),
        (b"PAR1 no parquet", "is no Parquet file"),
        (b"\xd0\xcf\x11\xe0", "old .xls format"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """With the file, the row where there is one, and a remedy."""
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(UserError, match=message):
        rows_of(file)


def test_a_missing_file_a_folder_and_a_missing_sheet_are_refused(
    tmp_path: Path,
) -> None:
    """Before anything is read."""
    file = tmp_path / "table.csv"
    file.write_text("a,b\n")
    with text_database() as connection:
        for path, message in (
            (tmp_path / "none.csv", "does not exist"),
            (tmp_path, "not a regular file"),
        ):
            with pytest.raises(UserError, match=message):
                load_tables(connection, [path])
        with pytest.raises(UserError, match="has the sheet round 2"):
            load_tables(connection, [file], ["Round 2"])


def test_a_large_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is in the message."""
    file = tmp_path / "table.csv"
    file.write_text("a,b\n" * 1000)
    monkeypatch.setattr(text_tables, "MAX_CSV_BYTES", 2000)
    with pytest.raises(UserError, match=r"larger than 0 MB. Split it"):
        rows_of(file)


def test_sheets_are_tables_and_merged_cells_are_filled(tmp_path: Path) -> None:
    """Blank rows keep their place, blank sheets give no table."""
    book = Workbook()
    first = book.active
    first.title = "Round 1"
    first.append(["a", "b"])
    first.append([])
    first.append([1, "'=2"])
    first.append(["merged", None])
    first.merge_cells("A4:B4")
    book.create_sheet("Blank")
    book.create_sheet("Round 2").append(["x"])
    file = tmp_path / "rounds.xlsx"
    book.save(file)
    with text_database() as connection:
        one, two = load_tables(connection, [file, file])
        assert (one.name, one.sheet, one.row_count) == (
            "rounds.xlsx[Round 1]",
            "Round 1",
            3,
        )
        assert one.head == {1: ["a", "b"], 3: ["1", "=2"], 4: ["merged", "merged"]}
        assert two.sheet == "Round 2"
    with text_database() as connection:
        (only,) = load_tables(connection, [file], ["round 2"])
        assert only.sheet == "Round 2"


def test_parquet_has_its_header_as_row_1(tmp_path: Path) -> None:
    """Its values are text, its first row is row 2."""
    file = tmp_path / "table.parquet"
    duckdb.sql("select 1 as a, date '2025-01-02' as \"b c\"").write_parquet(str(file))
    with text_database() as connection:
        (table,) = load_tables(connection, [file])
        assert table.head == {1: ["a", "b c"], 2: ["1", "2025-01-02"]}
        assert table.row_count == 2


def test_rows_of_python_become_a_table() -> None:
    """In batches, None as NULL."""
    with text_database() as connection:
        put_rows(connection, "pairs", ["one", "two"], ((n, None) for n in range(12345)))
        assert connection.sql(
            "select count(*), count(two), max(cast(one as int)) from pairs"
        ).fetchall() == [(12345, 0, 12344)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(alphabet="ab,\"\n'=é ", max_size=5)] * 3),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_both_ways_of_reading_csv_agree(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, ...]],
    line_end: str,
) -> None:
    """DuckDB's reader and the module csv see the same cells in the same rows."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([("a", "b", "c"), *rows])
    file = tmp_path_factory.mktemp("agree") / "table.csv"
    file.write_bytes(text.getvalue().encode())
    slow = [tuple(row) for row in text_tables._rows(file, ",", 3)]
    assert rows_of(file) == slow

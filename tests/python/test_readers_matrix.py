"""Matrix spreadsheets, CSV and XLSX: nothing is lost, and nothing in them does harm."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    Framework,
    FrameworkBuilder,
    Release,
)
from competency_warehouse.import_framework import (
    add_release,
    read_framework,
)
from competency_warehouse.readers import Page, spreadsheet
from competency_warehouse.readers.matrix import MatrixReader, columns_named
from competency_warehouse.writers.matrix import MatrixWriter
from test_import_framework import (
    assert_one_message,
    content,
    run,
    sentences,
    shipped,
    shipped_row,
    words,
)
from warehouse import shipped_files

HEADER = [
    *("Item", "Key Area", "Competency Domain"),
    *("Entry-level", "Mid-level", "Senior-level"),
]
RELEASE = Release("sea", "2025-05", "2025-05-02")
Rows = list[list[str]]
SHEET = "xl/worksheets/sheet1.xml"

FLEET: Rows = [
    ["The fleet's matrix, 2025"],
    HEADER,
    ["Bowline", "Knots", "Boats", "- Ties it - fast\n- Unties it", "Ties it blind", ""],
    ["", "", "", "* Names it", "", "\u2022 Teaches it\n\n1. and wins"],
    ["Sheet bend", "", "", "-", "-5 ends is too few", "Invents one"],
    ["Reefing", "Sails", "", "", "", ""],
    HEADER,
    ["Bowline", "Knots", "Boats", "Ties it again", "", ""],
    ["", "Signals", "", "Waves", "", ""],
    ["Bowline", "Knots", "Rowing", "Moors", "", ""],
]


def as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    """The rows as a file."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(rows: Rows, *merged: str, more: dict[str, Rows] | None = None) -> bytes:
    """The rows as a workbook; blank cells are left out."""
    book = Workbook()
    for title, lines in {"Matrix": rows, **(more or {})}.items():
        sheet = book.create_sheet(title)
        for line, row in enumerate(lines, 1):
            for column, value in enumerate(row, 1):
                if value != "":
                    sheet.cell(line, column, value)
    for each in merged:
        book["Matrix"].merge_cells(each)
    del book["Sheet"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def altered(data: bytes, path: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one of its files changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in archive.namelist():
            text = archive.read(name)
            copy.writestr(name, text.replace(old, new) if name == path else text)
    return file.getvalue()


def read_bytes(data: bytes, name: str = "matrix.csv") -> Framework:
    """The framework of a spreadsheet."""
    builder = FrameworkBuilder()
    MatrixReader().read(Page(name, data), builder)
    return builder.build()


def tables(framework: Framework) -> tuple[object, ...]:
    """All that does not depend on how the file is called."""
    unplaced = [(each.line, each.text) for each in framework.unplaced]
    return framework.nodes, framework.descriptors, framework.attributes, unplaced


# --- what is in a spreadsheet -------------------------------------------------


def test_rows_and_lines_of_an_item_come_together() -> None:
    """Blank cells go on with what is above; bullets go, numbers stay."""
    framework = read_bytes(as_csv(FLEET))
    assert [node.node_id for node in framework.nodes] == [
        *("boats", "boats/knots", "boats/knots/bowline", "boats/knots/sheet-bend"),
        *("boats/sails", "boats/sails/reefing", "boats/signals"),
        *("rowing", "rowing/knots", "rowing/knots/bowline"),
    ]
    assert [
        (each.skill_id.removeprefix("boats/"), each.level, each.text)
        for each in framework.descriptors
    ] == [
        ("knots/bowline", "entry", "Ties it - fast"),
        ("knots/bowline", "entry", "Unties it"),
        ("knots/bowline", "entry", "Names it"),
        ("knots/bowline", "entry", "Ties it again"),
        ("knots/bowline", "mid", "Ties it blind"),
        ("knots/bowline", "senior", "Teaches it"),
        ("knots/bowline", "senior", "1. and wins"),
        ("knots/sheet-bend", "entry", ""),
        ("knots/sheet-bend", "mid", "-5 ends is too few"),
        ("knots/sheet-bend", "senior", "Invents one"),
        ("rowing/knots/bowline", "entry", "Moors"),
    ]
    assert [(each.line, each.text, each.reason) for each in framework.unplaced] == [
        (1, "The fleet's matrix, 2025", "above the header"),
        (12, "Waves", "a level without an item"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        as_csv(FLEET, ";"),
        b"\xef\xbb\xbf" + as_csv(FLEET),
        as_csv([["", *row] for row in FLEET]),
        as_csv([[*row[3:], *row[:3]] for row in FLEET if len(row) > 1]),
        as_csv(
            [
                [each.replace("Entry-level", " ENTRY  Level") for each in row]
                for row in FLEET
            ]
        ),
    ],
    ids=["semicolons", "byte order mark", "indented", "reordered", "other case"],
)
def test_how_the_table_is_laid_out_does_not_matter(data: bytes) -> None:
    """Delimiters, byte order marks, the order of columns."""
    wanted, got = read_bytes(as_csv(FLEET)), read_bytes(data)
    assert got.content_hash() == wanted.content_hash()


def test_a_workbook_is_read_as_the_csv() -> None:
    """Each sheet with a header; the others are named."""
    framework = read_bytes(as_xlsx(FLEET, more={"Notes": [["No matrix"]]}), "m.xlsx")
    wanted = read_bytes(as_csv(FLEET))
    assert framework.content_hash() == wanted.content_hash()
    assert [(each.source, each.line) for each in framework.unplaced] == [
        ("m.xlsx[Matrix]", 1),
        ("m.xlsx[Matrix]", 9),
    ]
    assert "m.xlsx[Notes] has no header row and was passed over" in framework.notes


def test_sheets_of_a_workbook_are_one_framework() -> None:
    """A domain may go on in another sheet, and so may a skill."""
    more = {"More": [HEADER, ["Bowline", "Knots", "Boats", "Sings", "", ""]]}
    framework = read_bytes(as_xlsx(FLEET, more=more), "m.xlsx")
    assert framework.counts()["skills"] == 4
    assert "Sings" in {each.text for each in framework.descriptors}


def test_pages_share_domains_and_subdomains_but_not_skills() -> None:
    """A skill of another file is another skill, and the note says so."""
    row = ["Bowline", "Knots", "Boats", "Sings", "", ""]
    pages = [
        Page("1.csv", as_csv(FLEET)),
        Page("2.csv", as_csv([HEADER, row])),
    ]
    framework = read_framework(pages)[0]
    assert [node.node_id for node in framework.nodes][-1] == "boats/knots/bowline-2"
    assert "comes again, as boats/knots/bowline-2" in framework.notes[-1]


def test_merged_cells_stand_for_each_of_their_cells() -> None:
    """But a statement is given once to one item."""
    rows = [
        ["Our matrix", "", "", "Levels", "", ""],
        ["Item", "Key Area", "Competency Domain", *HEADER[3:], "Tools"],
        ["Bowline", "Knots", "Boats", "Ties", "Teaches", "", "Rope"],
        ["", "", "", "Names", "", "", ""],
        ["Sheet bend", "", "", "", "", "", ""],
        ["All about sails"],
        ["Reefing", "Sails", "", "", "", "", ""],
    ]
    merged = ("A1:C1", "D1:F1", "A3:A4", "B3:B5", "C3:C5", "E3:F5", "G3:G4", "A6:G6")
    framework = read_bytes(as_xlsx(rows, *merged), "m.xlsx")
    assert [
        (each.skill_id[12:], each.level, each.text) for each in framework.descriptors
    ] == [
        ("bowline", "entry", "Ties"),
        ("bowline", "entry", "Names"),
        ("bowline", "mid", "Teaches"),
        ("bowline", "senior", "Teaches"),
        ("sheet-bend", "mid", "Teaches"),
        ("sheet-bend", "senior", "Teaches"),
    ]
    assert [(each.kind, each.value) for each in framework.attributes] == [
        ("tool", "Rope")
    ]
    assert [(each.line, each.text) for each in framework.unplaced] == [
        (1, "Our matrix | Levels"),
        (6, "All about sails"),
    ]


def test_a_header_of_two_rows_is_found() -> None:
    """Its cells merged downwards."""
    rows = [
        [*HEADER[:3], "Proficiency", "", ""],
        ["", "", "", *HEADER[3:]],
        ["Bowline", "Knots", "Boats", "Ties", "", ""],
    ]
    data = as_xlsx(rows, "A1:A2", "B1:B2", "C1:C2", "D1:F1")
    assert read_bytes(data, "m.xlsx").counts()["descriptors"] == 1


def test_other_columns_are_attributes() -> None:
    """Of the innermost node of the row; a column without a name is listed."""
    rows = [
        [*HEADER, "Description", "Tools", "See also", ""],
        ["", "", "Boats", "", "", "", "All that\nfloats", "", "", ""],
        ["", "Knots", "", "", "", "", "Ties things", "", "", "a remark"],
        ["Bowline", "", "", "Ties", "", "", "", "- Fid\n- Rope", "Ashley", ""],
    ]
    framework = read_bytes(as_csv(rows))
    assert [node.description for node in framework.nodes] == [
        "All that\nfloats",
        "Ties things",
        "",
    ]
    assert [(each.node_id, each.kind, each.value) for each in framework.attributes] == [
        ("boats/knots/bowline", "see_also", "Ashley"),
        ("boats/knots/bowline", "tool", "Fid"),
        ("boats/knots/bowline", "tool", "Rope"),
    ]
    assert [(each.line, each.text) for each in framework.unplaced] == [(4, "a remark")]


def test_values_are_shown_as_text() -> None:
    """Numbers and dates; formulas by their value, or listed when none was saved."""
    row = ["Bowline", "Knots", "Boats", 5, date(2025, 5, 2), "=1+1"]
    framework = read_bytes(as_xlsx([HEADER, row]), "m.xlsx")
    assert [each.text for each in framework.descriptors] == ["5", "2025-05-02T00:00:00"]
    assert [(each.text, each.reason) for each in framework.unplaced] == [
        ("=1+1", "a formula whose value was not saved")
    ]
    saved = altered(
        as_xlsx([HEADER, row]), SHEET, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
    )
    assert read_bytes(saved, "m.xlsx").descriptors[-1].text == "2"
    kept = read_bytes(as_csv([HEADER, [*row[:5], "=1+1"]]))
    assert kept.descriptors[-1].text == "=1+1"


# --- names of columns ---------------------------------------------------------


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    """Named on the command line, in any case."""
    page = tmp_path / "page.csv"
    other = ["Fertigkeit", "Key Area", "Bereich", "Anf\u00e4nger", "Mid", "Senior"]
    page.write_bytes(as_csv([other, *FLEET[2:6], *FLEET[7:]]))
    missing = run(page, "--out", tmp_path / "out")
    assert_one_message(missing, "is no framework page")
    columns = ("item=Fertigkeit", "Domain=bereich", "Entry-level=Anf\u00e4nger")
    options = [word for column in columns for word in ("--column", column)]
    result = run(page, *options, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Dialect: matrix\n" in result.output
    assert "2 domains, 4 subdomains, 4 skills" in result.output


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["item"], "names no column. Write it as item=Skill"),
        (["item="], "names no column"),
        (["expert=X"], "names no column"),
        (["item=A", "skill=B"], "item is named twice"),
        (["item=Key area"], "two columns have one name"),
    ],
)
def test_a_wrong_column_is_one_message(
    columns: list[str], expected: str, tmp_path: Path
) -> None:
    """Which names the option."""
    page = tmp_path / "page.csv"
    page.write_bytes(as_csv(FLEET))
    options = [word for column in columns for word in ("--column", column)]
    result = run(page, *options, "--out", tmp_path / "out")
    assert_one_message(result, expected)
    assert "'--column'" in result.output
    assert not (tmp_path / "out").exists()


def test_columns_are_for_spreadsheets(tmp_path: Path) -> None:
    """Elsewhere they would do nothing."""
    (tmp_path / "p.md").write_text('# D\n## S\n### K\n\n=== "Entry"\n\n    x\n')
    result = run(tmp_path / "p.md", "--column", "item=Skill", "--out", tmp_path / "o")
    assert_one_message(result, "--column is for matrix spreadsheets")
    assert columns_named(["item=Skill"])["item"] == "Skill"


# --- wrong input --------------------------------------------------------------


BOOK = as_xlsx(FLEET)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
PLAIN = as_csv([HEADER, ["Bowline", "Knots", "Boats", "Ties", "", ""]])
WRONG = {
    "no header": ("m.csv", b"a,b\n1,2\n", "is no framework page"),
    "empty": ("m.csv", b"", "is no framework page"),
    "tabs": ("m.csv", as_csv(FLEET, "\t"), "is no framework page"),
    "a column missing": (
        "m.csv",
        as_csv([row[:5] for row in FLEET]),
        "m.csv:2: the column 'Senior-level' is missing in this header",
    ),
    "a column twice": (
        "m.csv",
        as_csv([[*row, *row[:1]] for row in FLEET]),
        "m.csv:2: the column 'Item' comes twice",
    ),
    "latin-1": ("m.csv", PLAIN + b"B\xf6e,,,x,,\n", "m.csv:3: not UTF-8 text"),
    "control": ("m.csv", PLAIN + b"B\x07,,,x,,\n", "control character U+0007"),
    "open quote": ("m.csv", PLAIN + b'"Bend,,,x,,\n', "m.csv:3: not CSV"),
    "no skill": ("m.csv", as_csv([HEADER, ["", "", "D", "x"]]), "No skill was found"),
    "truncated": ("m.xlsx", BOOK[:2000], "is no XLSX workbook that can be read"),
    "no workbook": ("m.xlsx", altered(BOOK, SHEET, b"<", b"("), "is no XLSX workbook"),
    "old": ("m.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old .xls"),
    "bomb": (
        "m.xlsx",
        altered(BOOK, SHEET, b"</worksheet>", b"</worksheet>" + b" " * 50_000_000),
        "unpacks to over 50 MB",
    ),
    "entities": (
        "m.xlsx",
        altered(BOOK, SHEET, b"<worksheet", ENTITIES),
        "is no XLSX workbook that can be read",
    ),
    "escape": (
        "m.xlsx",
        altered(BOOK, SHEET, b"Ties it blind", b"&#x9b;2J"),
        "m.xlsx[Matrix]:3: holds the control character U+009B",
    ),
    "no matrix": ("m.xlsx", as_xlsx([["a", "b"]]), "is no framework page"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_spreadsheet_is_one_message(case: str, tmp_path: Path) -> None:
    """With its line where it has one; the export folder stays as it was."""
    name, data, expected = WRONG[case]
    page, out = tmp_path / name, tmp_path / "out"
    (tmp_path / "first.csv").write_bytes(as_csv(FLEET))
    assert run(tmp_path / "first.csv", "--out", out).exit_code == 0
    before = content(out)
    page.write_bytes(data)
    assert_one_message(run(page, "--out", out, release="2026-01"), expected)
    assert content(out) == before


def test_too_many_cells_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when merging makes them so many."""
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 1000)
    page = tmp_path / "m.xlsx"
    for data in (as_xlsx([*FLEET, ["x"] * 1000]), as_xlsx(FLEET, "A20:Z99", "A1:Z99")):
        page.write_bytes(data)
        assert_one_message(run(page, "--out", tmp_path / "out"), "million cells")


def test_a_forced_dialect_says_what_is_missing(tmp_path: Path) -> None:
    """A header, and how to name its columns."""
    page = tmp_path / "page.csv"
    page.write_text("a,b\n")
    result = run(page, "--dialect", "matrix", "--out", tmp_path / "out")
    assert_one_message(result, "page.csv has no header, a row with the columns Item,")


def test_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    """The lock of a spreadsheet program, other tables."""
    (tmp_path / "matrix.csv").write_bytes(as_csv(FLEET))
    (tmp_path / "~$matrix.xlsx").write_bytes(b"PK\x03\x04 owner")
    (tmp_path / "people.csv").write_bytes(b"name\n\xff\n")
    result = run(tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Passed over, no framework page: people.csv\n" in result.output
    assert "Passed over, no framework page: ~$matrix.xlsx\n" in result.output
    strict = run(tmp_path, "--strict", "--out", tmp_path / "out2")
    assert strict.exit_code == 1
    assert "2 lines could not be placed" in strict.output


# --- nothing is lost ----------------------------------------------------------

cells = st.sampled_from(
    [
        *("", "", "", "A", "B", "C c", "- a1", "* b1\n- b2", "\u2022c1\n\n c2 ", "-"),
        *("Item", "Entry-level", "1. x", "x - y", "\u00a0", "'", '"q"', "- - -"),
        "a,b;c",
    ]
)
grids = st.lists(st.lists(cells, max_size=8), max_size=8)


@settings(max_examples=100, deadline=None)
@given(above=grids, below=grids)
def test_every_line_of_any_table_is_accounted_for(above: Rows, below: Rows) -> None:
    """Each is a name, a statement, an attribute, or listed; XLSX reads the same."""
    rows = [*above, [*HEADER, "Notes"], *below]
    framework = read_bytes(as_csv(rows))
    kept = {node.name for node in framework.nodes}
    kept |= {each.text for each in framework.descriptors}
    kept |= {each.value for each in framework.attributes}
    for each in framework.unplaced:
        kept |= set(each.text.split(" | "))
    for cell in (cell for row in [*above, *below] for cell in row):
        joined = " ".join(cell.split())
        lines = [line.strip() for line in cell.split("\n")]
        bare = {
            line.removeprefix("\u2022").removeprefix("- ").removeprefix("* ").strip()
            for line in lines
        }
        bare -= {"", "-"}
        is_kept = joined in kept or bare <= kept or joined in HEADER
        assert is_kept or " ".join(lines) in kept, cell
    as_workbook = read_bytes(as_xlsx(rows), "m.xlsx")
    assert tables(as_workbook)[:3] == tables(framework)[:3]
    texts = [each.text for each in framework.unplaced]
    assert [each.text for each in as_workbook.unplaced] == texts


# --- what is written can be read back -----------------------------------------


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any small framework, as this reader would build it."""
    builder = FrameworkBuilder()
    names = words.filter(bool)
    outline = st.lists(names, min_size=1, max_size=2, unique=True)

    def described(node_id: str) -> str:
        for text in draw(st.lists(sentences, max_size=2)):
            builder.describe(node_id, text)
        for kind in draw(st.sets(st.sampled_from(["tool", "see_also", "meta"]))):
            for value in draw(st.lists(names, min_size=1, max_size=2)):
                builder.add_attribute(node_id, "", kind, value)
        return node_id

    for domain in draw(outline):
        domain_id = described(builder.add_node("domain", domain, "", ""))
        for subdomain in draw(outline | st.just([])):
            node_id = described(builder.add_node("subdomain", subdomain, domain_id, ""))
            for skill in draw(outline | st.just([])):
                skill_id = described(builder.add_node("skill", skill, node_id, ""))
                for level in draw(st.sets(st.sampled_from([*LEVELS]))):
                    builder.add_level(skill_id, level.level)
                    for text in draw(st.lists(names, max_size=3)):
                        builder.add_descriptor(skill_id, level.level, text)
    return builder.build()


def written(framework: Framework) -> bytes:
    """The framework as CSV."""
    [text] = MatrixWriter().write(framework, RELEASE, LEVELS).files.values()
    return text.encode()


@settings(max_examples=60, deadline=None)
@given(framework=frameworks())
def test_what_is_written_is_read_back_equal(framework: Framework) -> None:
    """For names and texts of any characters, and as a workbook too."""
    data = written(framework)
    back = read_bytes(data)
    assert (back, back.content_hash()) == (framework, framework.content_hash())
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert not any(cell.startswith(("+", "@")) for row in rows for cell in row[3:6])


@pytest.mark.parametrize(
    ("name", "text", "fact_level"),
    [
        ("K", "two\nlines", ""),
        ("K", " blank", ""),
        ("K", "x", "entry"),
        ("", "x", ""),
        ("two\nlines", "x", ""),
    ],
)
def test_what_a_matrix_cannot_hold_is_not_written(
    name: str, text: str, fact_level: str
) -> None:
    """Rather than another framework."""
    builder = FrameworkBuilder()
    domain_id = builder.add_node("domain", "D", "", "")
    subdomain_id = builder.add_node("subdomain", "S", domain_id, "")
    skill_id = builder.add_node("skill", name, subdomain_id, "")
    builder.add_level(skill_id, "entry")
    builder.add_descriptor(skill_id, "entry", text)
    builder.add_attribute(skill_id, fact_level, "tool", "fid")
    with pytest.raises(UserError, match="A matrix cannot hold"):
        written(builder.build())


def test_the_shipped_export_survives_being_a_matrix(tmp_path: Path) -> None:
    """Written and imported again, every file of the release is the same."""
    (tmp_path / "matrix.csv").write_bytes(written(shipped()))
    framework, dialects, _ = read_framework([Page("m.csv", written(shipped()))])
    assert dialects == ["matrix"]
    assert framework.counts()["descriptors"] == 71
    add_release(tmp_path / "out", framework, Release(*shipped_row()[:-1]))
    assert content(tmp_path / "out") == shipped_files("2025-05")

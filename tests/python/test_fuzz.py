"""Every reader makes of any bytes a result or one message, never a traceback.

The bytes are good files with faults: cut, flipped, doubled, spliced with each other and
with what has broken readers elsewhere. Here the examples are few and always the same;
``make fuzz`` tries many more, others each time.
"""

from __future__ import annotations

import copy
import io
import json
import os
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from competency_warehouse.assessment_files import DIALECTS, FIELDS
from competency_warehouse.column_map import ColumnMap, read_map
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.folder import read_table
from competency_warehouse.framework import (
    LEVELS,
    Framework,
    FrameworkBuilder,
    Release,
)
from competency_warehouse.import_assessments import Order, add_assessments
from competency_warehouse.import_workforce import Order as WorkforceOrder
from competency_warehouse.import_workforce import add_workforce
from competency_warehouse.readers import READERS, Page
from competency_warehouse.text_tables import load_tables, text_database
from competency_warehouse.writers import MarkdownWriter, Writer
from competency_warehouse.writers.case import CaseWriter
from competency_warehouse.writers.matrix import MatrixWriter
from competency_warehouse.writers.moodle import MoodleWriter
from warehouse import PROJECT

TIMES = int(os.environ.get("FUZZ_TIMES", "0"))  # as many examples, others each time
FIXTURES = PROJECT / "tests" / "python" / "fixtures"
RELEASE = Release("f", "r", "2025-01-01")


def fuzzed(examples: int) -> settings:
    """Few examples, always the same; or many times as many."""
    return settings(
        max_examples=examples * (TIMES or 1),
        derandomize=not TIMES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# ------------------------------------------------------------------- files with faults

# What has broken readers of one format or another.
TEXTS = [
    each.encode()
    for each in (
        *("\u202e", "\u2028", "\ufeff", "\u0130", "a\u0300", "\uff1d1", "\u0661"),
        *("'", '"', '""', "`", "\\", ";", ",", "\t", "\n\n", "--", "|", "/", ">", "#"),
        *("=cmd|' /C calc'!A0", "'); drop table people; --", "{{ 7*7 }}{% raw %}"),
        *("<script>alert(1)</script>", "<!--", "-->", "<![CDATA[", "<![x[", "<a b='"),
        *("&#x110000;", "&#" + "9" * 5000 + ";", "&lol;", "<!DOCTYPE a [", "<?"),
        *("!!python/object/apply:os.system [x]", "&a [*a]", "<<: *a", "? ", "- " * 40),
        *("[" * 60, "{" * 60, "[" * 2000, '{"a":' * 500, "> " * 60, "    " * 40),
        *("NaN", "-Infinity", "1e999", "1" * 5000, "0x" + "f" * 5000, "1:1:1"),
        *("0000-00-00", "9999-12-31", "10000-01-01", "31/02/2025", "-1", "1.0"),
        *('=== "Entry Level"\n', "# ", "###", "***\n", "- \n", "1. ", "```\n"),
        *("x" * 70_000, " " * 5000, "\n" * 300, "," * 300, "null", "true", "{}"),
    )
]
CHUNKS = [b"\x00", b"\x1b[2J", b"\xff", b"\xed\xa0\x80", b"\xc2\x85", b"\r", b"\x7f"]


@st.composite
def faulty(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """One of the files with up to three faults."""
    content = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(content)))
        last = draw(st.integers(first, min(len(content), first + 400)))
        piece = content[first:last]
        other = draw(st.sampled_from(files))
        start = draw(st.integers(0, len(other)))
        between = draw(
            st.sampled_from(TEXTS)
            | st.sampled_from(CHUNKS)
            | st.sampled_from([b"", piece * 2, piece[::-1], piece * 50])
            | st.binary(max_size=4)
            | st.just(other[start : start + 300])
        )
        content = content[:first] + between + content[last:]
    return content


ODD_VALUES = (
    *(None, True, 0, -1, 10**50, 1.5, "", "x", "\u202e<script>", "../../x", "=1+1"),
    *([], [[]], {}, {"": ""}, {"identifier": "x"}, ["x", None, 1], "a\nb", " ", "mid"),
)


@cache
def as_tree(file: bytes) -> Any:
    """A file of JSON or YAML, read once: that takes longer than what is done to it."""
    return yaml.safe_load(file)


@st.composite
def odd_tree(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A tree of JSON or YAML in which values are of another kind, gone or doubled."""
    tree = copy.deepcopy(as_tree(draw(st.sampled_from(files))))
    for _ in range(draw(st.integers(1, 3))):
        place = tree
        while isinstance(place, list | dict) and place:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], list | dict) or draw(st.integers(0, 3)) == 0:
                other = draw(st.sampled_from(keys))
                place[key] = copy.deepcopy(
                    draw(st.sampled_from([*ODD_VALUES, place[other]]))
                )
                break
            place = place[key]
    return json.dumps(tree, default=str).encode()


@st.composite
def faulty_workbook(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A workbook with faults in its parts, put together anew, or in its bytes."""
    if draw(st.booleans()):
        return draw(faulty(files))
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(files)))) as archive,
        zipfile.ZipFile(packed, "w") as anew,
    ):
        names = archive.namelist()
        hit = draw(st.sets(st.sampled_from(names), min_size=1, max_size=2))
        for name in names:
            part = archive.read(name)
            anew.writestr(name, draw(faulty([part])) if name in hit else part)
    return packed.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook of two sheets with a merged range, a formula, a date and a number."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet.append(["=1+1", 1.5, True, None])
    sheet.merge_cells("A2:A3")
    book.create_sheet("More").append(["x"])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def parquet(folder: Path) -> bytes:
    """A file of columns of several types."""
    file = folder / "good.parquet"
    with duckdb.connect() as connection:
        connection.sql(
            "select 'person_0001' as person, 'a' as skill, 1 as level,"
            " date '2025-01-01' as day, [1, 2] as list, {'a': 'b'} as struct,"
            " '\\x00'::blob as blob from range(50)"
        ).write_parquet(str(file))
    return file.read_bytes()


@cache
def small() -> Framework:
    """A framework with something of everything."""
    builder = FrameworkBuilder()
    for domain in ("Data", "People"):
        top = builder.add_node("domain", domain, "", "")
        builder.describe(top, "What it is about, \u00e9l\u00e8ve.")
        middle = builder.add_node("subdomain", "Storage & Co", top, "")
        for name in ("Tables", "C#"):
            skill = builder.add_node("skill", name, middle, "")
            for level in LEVELS:
                builder.add_level(skill, level.level)
                builder.add_descriptor(skill, level.level, f"Reads, at {level.name}")
                builder.add_descriptor(skill, level.level, "Asks: 1 < 2")
            builder.add_attribute(skill, "", "tool", "SQL")
    return builder.build()


@cache
def written(writer: Writer) -> list[bytes]:
    """The files of the small framework in some form."""
    files = writer.write(small(), RELEASE, LEVELS).files
    return [text.encode() for text in files.values()]


MATRIX = [
    [
        "Competency Domain",
        "Key Area",
        "Item",
        "Entry-level",
        "Mid-level",
        "Senior",
    ],
    ["Data", "Storage", "Tables", "- Reads them\n- Asks", "Makes them", "Plans them"],
    ["", "", "Files", "Opens", "Writes", "Decides"],
]
MAP = (
    b"dialect: long\ncolumns:\n  level: 'Self score'\n  person: Name\n"
    b"levels: {Works alone: mid, 0: none, yes: entry}\n"
    b"constants:\n  framework_id: sde\n  assessed_on: 2025-01-01\n"
    b"dates: month-first\nignore: [Notes, 7]\n"
)


def pages(*suffixes: str) -> list[bytes]:
    """The smaller fixtures of these kinds."""
    return [
        file.read_bytes()
        for file in sorted(FIXTURES.rglob("*"))
        if file.suffix in suffixes and file.is_file() and file.stat().st_size < 20_000
    ]


def domain_pages() -> list[bytes]:
    """Those in YAML that are of a domain."""
    return [page for page in pages(".yaml") if b"domain:" in page]


# ---------------------------------------------------------------- what is read by whom


def outcome(read: Callable[[], object]) -> None:
    """Read; a message is as good as a result, and anything else is a failure."""
    try:
        read()
    except UserError as error:
        event("refused")
        error.message.encode()
    else:
        event("read")


def read_page(dialect: str, content: bytes) -> None:
    """Read a page all the way to the rows of the export."""
    page = Page("page", content)
    reader = READERS[dialect]

    def read() -> None:
        reader.recognises(page)
        builder = FrameworkBuilder()
        reader.read(page, builder)
        framework = builder.build()
        for rows in framework.tables(RELEASE).values():
            "".join(text for row in rows for text in row).encode()

    outcome(read)


@given(content=faulty([*written(MarkdownWriter()), *pages(".md")]))
@fuzzed(120)
def test_markdown(content: bytes) -> None:
    """Pages with content tabs."""
    read_page("markdown-tabs", content)


@given(content=faulty(pages(".yaml")) | odd_tree(domain_pages()))
@fuzzed(120)
def test_yaml(content: bytes) -> None:
    """Pages of the SDE-skills site."""
    read_page("sde-yaml", content)


@given(content=faulty(written(CaseWriter())) | odd_tree(written(CaseWriter())))
@fuzzed(120)
def test_case(content: bytes) -> None:
    """CASE packages."""
    read_page("case", content)


@given(content=faulty(written(MoodleWriter())))
@fuzzed(120)
def test_moodle(content: bytes) -> None:
    """The CSV of Moodle."""
    read_page("moodle", content)


@given(content=faulty(written(MatrixWriter())))
@fuzzed(120)
def test_matrix_csv(content: bytes) -> None:
    """Matrix spreadsheets as CSV."""
    read_page("matrix", content)


@given(content=faulty_workbook([workbook(MATRIX)]))
@fuzzed(60)
def test_matrix_xlsx(content: bytes) -> None:
    """Matrix spreadsheets as workbooks."""
    read_page("matrix", content)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for files that are written over and over."""
    return tmp_path_factory.mktemp("fuzz")


@given(content=faulty([MAP]))
@fuzzed(120)
def test_column_map(scratch: Path, content: bytes) -> None:
    """What a person says of columns, in YAML."""
    path = scratch / "map.yml"
    path.write_bytes(content)
    outcome(lambda: read_map(path, FIELDS, list(DIALECTS)))


@given(content=faulty([b"person_id,full_name,email\nperson_0001,Example,\n"]))
@fuzzed(120)
def test_export_table(scratch: Path, content: bytes) -> None:
    """A table of an export folder that is added to."""
    (scratch / "people.csv").write_bytes(content)
    outcome(lambda: read_table(scratch, EXPORT_TABLES["people"]))


def read_text_table(path: Path, content: bytes) -> None:
    """Read a file of other people into DuckDB."""
    path.write_bytes(content)

    def read() -> None:
        with text_database() as connection:
            for table in load_tables(connection, [path]):
                connection.execute(f"from {table.relation}").fetchall()

    outcome(read)


RATINGS = (
    b"Person,Skill,Level,Assessed on,Assessor type\n"
    b"person_0001,Data Catalogue,mid,2025-01-31,self\n"
    b"Example Person 2,Data Catalogue,none,31/01/2025,manager\n"
)
STAFF = (
    b"Employee ID;Name;Email;Department;Job title;Manager;Start date;WTE\n"
    b"person_0001;Example Person 1;;A > B;Analyst;person_0002;2024-01-01;0,8\n"
    b'person_0002;"Example ""Two"" Person";;A;Lead;;01/02/2023;100%\n'
)


@given(content=faulty([RATINGS, STAFF, *written(MatrixWriter())]))
@fuzzed(60)
def test_text_csv(scratch: Path, content: bytes) -> None:
    """CSV files of assessments and of the workforce."""
    read_text_table(scratch / "table.csv", content)


@given(content=faulty_workbook([workbook(MATRIX)]))
@fuzzed(40)
def test_text_xlsx(scratch: Path, content: bytes) -> None:
    """Workbooks of assessments and of the workforce."""
    read_text_table(scratch / "table.xlsx", content)


@given(data=st.data())
@fuzzed(60)
def test_text_parquet(scratch: Path, data: st.DataObject) -> None:
    """Parquet files of assessments and of the workforce."""
    content = data.draw(faulty([parquet(scratch)]))
    read_text_table(scratch / "table.parquet", content)


@given(content=faulty([RATINGS]), said=st.sampled_from([{}, {"level": "Level"}]))
@fuzzed(12)
def test_import_assessments(
    seed_export: Path, scratch: Path, content: bytes, said: dict[str, str]
) -> None:
    """The whole import, with all that is looked up."""
    path = scratch / "ratings.csv"
    path.write_bytes(content)
    order = Order(
        files=(path,), folder=seed_export, said=ColumnMap(columns=said), is_dry=True
    )
    outcome(lambda: add_assessments(order))


@given(content=faulty([STAFF]))
@fuzzed(20)
def test_import_workforce(scratch: Path, content: bytes) -> None:
    """The whole import into a new folder, and once more into what it wrote."""
    path = scratch / "staff.csv"
    path.write_bytes(content)
    folder = scratch / "export"
    for file in folder.glob("*"):
        file.unlink()

    def read() -> None:
        order = WorkforceOrder(files=(path,), folder=folder)
        add_workforce(order)
        assert not add_workforce(order).changed

    outcome(read)

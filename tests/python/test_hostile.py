"""Hostile text arrives as text; hostile files are refused in one message."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase

import duckdb
import pytest

from competency_warehouse import git_history, readers, text_tables
from competency_warehouse.assessment_files import DIALECTS, FIELDS
from competency_warehouse.column_map import read_map
from competency_warehouse.errors import UserError
from competency_warehouse.framework import Framework, FrameworkBuilder
from competency_warehouse.git_history import Repository
from competency_warehouse.import_workforce import Order, add_workforce
from competency_warehouse.readers import READERS, Page, find_pages
from competency_warehouse.rejects import FORMULA_STARTS
from competency_warehouse.text_tables import load_tables, text_database
from competency_warehouse.writers.markdown_tabs import render
from hostile import FREE, KEYS, LONG, Records, hostile_export
from warehouse import WITHOUT_TESTS, Build, DbtWorker

GIT = shutil.which("git") or "git"

# Where the free text of an export is to be read.
MARTS = {
    ("framework_releases", "title"): "dim_framework_releases.title",
    ("framework_releases", "source"): "dim_framework_releases.source",
    ("framework_levels", "summary"): "dim_levels.summary",
    ("framework_descriptors", "descriptor"): "dim_descriptors.descriptor",
    ("teams", "team_name"): "dim_teams.team_name",
    ("roles", "role_name"): "dim_roles.role_name",
    ("people", "full_name"): "dim_people.full_name",
    ("people", "email"): "dim_people.email",
    ("people", "person_id"): "dim_people.person_id",
    ("teams", "team_id"): "dim_teams.team_id",
    ("assessments", "evidence"): "fct_assessments.evidence",
    ("assessments", "assessment_id"): "fct_assessments.assessment_id",
}


@pytest.fixture(scope="module")
def hostile(
    worker: DbtWorker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Build, Records]:
    """A build of the hostile export, in a folder with a hostile name."""
    home = tmp_path_factory.mktemp("hostile")
    folder = home / "it's {{ 7+7 }} {% raw %}; -- =1 <b> \u202e"
    records = hostile_export(folder)
    build = worker.run(home, "build", "--write-json", *WITHOUT_TESTS, exports=folder)
    assert build.exit_code == 0, build.output
    return build, records


def test_hostile_text_is_staged_as_it_came(hostile: tuple[Build, Records]) -> None:
    """Every column of free text and of ids, of every table; nothing is trimmed here."""
    build, export = hostile
    with duckdb.connect(str(build.file), read_only=True) as connection:
        views = dict(
            connection.execute(
                "select regexp_extract(view_name, '__(.*)', 1), view_name"
                " from duckdb_views() where schema_name = 'staging'"
            ).fetchall()
        )
        compared = 0
        for table, records in export.items():
            view = next(
                view
                for name, view in views.items()
                if table in (name, f"framework_{name}", f"skill_{name}")
            )
            keys = {column for columns in KEYS.values() for column in columns}
            for column in (*FREE.get(table, ()), *(keys & {*records[0]})):
                rows = connection.sql(f"from staging.{view} order by source_row")
                staged = rows.project(column).fetchall()
                came = [(record[column] or None,) for record in records]
                assert staged == came, (table, column)
                compared += 1
    assert compared > 40


@pytest.mark.parametrize(("came_from", "place"), MARTS.items())
def test_hostile_text_is_in_the_marts_as_it_came(
    hostile: tuple[Build, Records], came_from: tuple[str, str], place: str
) -> None:
    """Letter for letter, the field of 1 MB too."""
    build, export = hostile
    table, column = came_from
    mart, name = place.split(".")
    found = {value for (value,) in build.table(f"marts.{mart}", name)}
    came = {record[column] for record in export[table]}
    # Of the seeds' ratings some are rejected; the level "none" is in no export.
    assert found <= came if table == "assessments" else came <= found
    assert len(found) > len(came) * 0.9


def test_nothing_is_rejected_for_its_text(hostile: tuple[Build, Records]) -> None:
    """Only the demo's rating of a person whom nobody knows."""
    build, _ = hostile
    reasons = build.rows(
        "select export_table, reason, count(*) from quality.qly_rejected_records"
        " group by all"
    )
    assert reasons == [("assessments", "unknown_person_id", 1)]


def test_data_gets_into_no_comment_and_no_artifact(
    hostile: tuple[Build, Records],
) -> None:
    """The documentation is made of these, and of nothing else."""
    build, _ = hostile
    assert build.rows("select count(*) from duckdb_columns() where comment <> ''") > [
        (100,)
    ]
    comments = build.rows("select comment from duckdb_columns() where comment <> ''")
    artifacts = build.file.parent / "target"
    texts = [comment for (comment,) in comments] + [
        (artifacts / name).read_text() for name in ("manifest.json", "run_results.json")
    ]
    for text in ("onerror=", "jndi:", "drop table marts"):
        assert not any(text in each for each in texts)


def test_hostile_text_keeps_every_promise(
    hostile: tuple[Build, Records], tmp_path: Path
) -> None:
    """What is published of it is as sound, and the page about it is no page of it."""
    build, _ = hostile
    said = subprocess.run(
        [
            str(Path(sys.executable).parent / "competency"),
            *("validate", str(build.file), "--docs", str(tmp_path / "docs")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    page = (tmp_path / "docs" / "index.html").read_text()
    assert not re.search(r"<(script|img|/textarea)|onerror=", page)


# ------------------------------------------------------- files that shall not be read


def refused(read: Callable[[], object], message: str) -> None:
    """It is refused, in one message without anything that a terminal obeys."""
    with pytest.raises(UserError, match=message) as caught:
        read()
    assert caught.value.message.isprintable()


def read_page(dialect: str, content: bytes | str) -> Framework:
    """Read a page of one dialect."""
    builder = FrameworkBuilder()
    content = content.encode() if isinstance(content, str) else content
    READERS[dialect].read(Page("page", content), builder)
    return builder.build()


PAIRS = list(pairwise(ascii_lowercase))
LISTS = "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in PAIRS)
MERGES = "".join(f"{new}: &{new} {{<<: [*{old}, *{old}]}}\n" for old, new in PAIRS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a: &a [x]\n{LISTS}", "with aliases .* over 1,000 values"),
        (f"a: &a {{x: y}}\n{MERGES}", "with aliases .* over 1,000 values"),
        ("ignore: &a [*a]", "or 30 levels"),
        ("[" * 1000, "nested over 30 deep"),
        ("constants: {evidence: !!python/object/apply:os.system [x]}", "has the tag"),
        ("ignore: [" + "1," * 2_000 + "]", "over 1,000 values"),
        ("levels: {a: 1, a: 2}", "comes again"),
        ("levels: {a: \x1b[2J}", "no character of YAML|control character U.001B"),
    ],
)
def test_a_map_of_columns_that_grows_or_acts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    """Bombs of aliases and merges, cycles, depth and tags."""
    monkeypatch.setattr(readers.yaml_text, "MAX_VALUES", 1000)
    path = tmp_path / "map.yml"
    path.write_text(text, encoding="utf-8")
    refused(lambda: read_map(path, FIELDS, list(DIALECTS)), message)


def test_a_map_of_columns_holds_the_texts_that_stand_there(tmp_path: Path) -> None:
    """YAML's yes, 1.10 and numbers of thousands of digits are no values of Python."""
    path = tmp_path / "map.yml"
    digits = "0x" + "f" * 5000
    path.write_text(f"levels: {{yes: mid, 1.10: none, 010: {digits}, null: ''}}")
    assert read_map(path, FIELDS, ()).levels == {
        **{"yes": "mid", "1.10": "none", "010": digits, "": ""}
    }


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[" * 60 + "]" * 60, "nested too deeply"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ('{"a":' * 60 + "1" + "}" * 60, "nested too deeply"),
        ("NaN", "NaN is no number"),
        ("1" * 5000, "a number has 5,000 digits"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('"\\u0000"', r"control character U\+0000"),
    ],
)
def test_a_case_package_out_of_all_proportion_is_refused(
    value: str, message: str
) -> None:
    """Depth, numbers that are none, and keys that come twice."""
    page = f'{{"CFDocument": {{"identifier": "d", "x": {value}}}}}'
    refused(lambda: read_page("case", page), message)


def moodle(description: str) -> str:
    """A framework of one competency."""
    rows = [["title"] * 14, ["", "f", "F", "", "1", *[""] * 7, "1", ""]]
    rows.append(["", "d", "D", description, "1", *[""] * 9])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_html_that_no_parser_likes_is_read_or_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sections that no browser knows are comments; work has a limit."""
    read = read_page("moodle", moodle("<p>a</p><![x[ y ]]><p>b &#0;</p>"))
    assert read.nodes[0].description == "a\n\nb \ufffd"
    assert "x[ y" in read.unplaced[0].text
    refused(
        lambda: read_page("moodle", moodle(f"&#{'9' * 5000};")), "page:3: .*no HTML"
    )
    monkeypatch.setattr(readers.moodle, "MAX_HTML_WORK", 1000)
    refused(lambda: read_page("moodle", moodle("<!--" * 100)), "page:3: .*more HTML")
    monkeypatch.setattr(readers.moodle, "MAX_ROWS", 1)
    refused(lambda: read_page("moodle", moodle("")), "over 1 rows")


def test_pages_of_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before their parser's time grows with the square of their parts."""
    page = '# D\n\n## S\n\n### K\n\n=== "Entry"\n\n    x\n\n=== "Mid"\n\n    y\n'
    assert len(read_page("markdown-tabs", page).descriptors) == 2
    monkeypatch.setattr(readers.markdown_tabs, "MAX_TABS", 1)
    refused(lambda: read_page("markdown-tabs", page), "over 1 tabs")
    monkeypatch.setattr(readers.text, "MAX_BYTES", 10)
    refused(lambda: read_page("markdown-tabs", page), "larger than")
    monkeypatch.setattr(readers.spreadsheet, "MAX_CELLS", 3)
    refused(lambda: read_page("matrix", "a,b\nc,d\n" * 9), "cells")


@pytest.mark.parametrize(
    "name", ["a[1].csv", "b*.csv", "c?.csv", "d\\e.csv", "it's.csv"]
)
def test_the_file_that_was_named_is_read_and_none_like_it(
    tmp_path: Path, name: str
) -> None:
    """DuckDB takes some names for patterns, also those of folders."""
    folder = tmp_path / "x[12]"
    for each in (folder, tmp_path / "x1"):
        each.mkdir()
        for other in ("a1.csv", "b.csv", "bx.csv", "cx.csv", "de.csv"):
            (each / other).write_text("wrong,1\n")
    (folder / name).write_text("right,1\n")
    with text_database() as connection:
        [table] = load_tables(connection, [folder / name])
    assert table.head == {1: ["right", "1"]}


def test_fields_of_a_megabyte_arrive(tmp_path: Path) -> None:
    """From CSV that DuckDB reads by itself, and from CSV that it does not."""
    for gap in ("", "\n"):
        file = tmp_path / "long.csv"
        file.write_text(f"a,b\n{gap}" + f"{LONG},1\n" * 20)
        with text_database() as connection:
            [table] = load_tables(connection, [file])
            cells = connection.sql(f"from {table.relation}").project("c1").fetchall()
        assert cells == [("a",)] + [(LONG,)] * 20


def test_parquet_has_the_limits_of_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No control characters, not too many columns, not a billion rows in few bytes."""
    file = tmp_path / "a.parquet"

    def load() -> None:
        with text_database() as connection:
            load_tables(connection, [file])

    with duckdb.connect() as connection:
        for query, message in (
            ("select 'x' as a union all select chr(27)", "a.parquet:3: .*control"),
            ('select 1 as "a\x1b"', "a.parquet, a title: .*control"),
            ("select 1 as a, 2 as b, 3 as c", "has 3 columns"),
            ("select 1 as a from range(2000)", "has 2,000 rows of 1 columns"),
        ):
            monkeypatch.setattr(text_tables, "MAX_COLUMNS", 2)
            monkeypatch.setattr(text_tables, "MAX_PARQUET_CELLS", 1000)
            connection.sql(query).write_parquet(str(file))
            refused(load, message)


def test_a_link_leads_out_of_no_folder(tmp_path: Path) -> None:
    """A page that is a link to a file elsewhere; one inside is read."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n")
    (folder / "b.md").symlink_to(folder / "a.md")
    assert [page.name for page in find_pages([folder])] == ["a.md", "b.md"]
    (tmp_path / "secret.md").write_text("# Secret\n")
    (folder / "c.md").symlink_to("../secret.md")
    refused(lambda: find_pages([folder]), "c.md is a link to .*secret.md")


def test_names_that_are_no_text_are_shown(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, an escape, a mark that turns the direction of text."""
    (tmp_path / os.fsdecode(b"a\xff\x1b[2J\xe2\x80\xae.md")).write_text("# A\n")
    [page] = find_pages([tmp_path])
    assert page.name == r"a\udcff\x1b[2J\u202e.md"
    table = tmp_path / os.fsdecode(b"a\xff.csv")
    table.write_text("a,b\n")
    with text_database() as connection:
        refused(lambda: load_tables(connection, [table]), "is not UTF-8. Rename")


def test_a_tree_that_holds_itself_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before git lists it whole."""
    (tmp_path / "pages").mkdir()
    for number in range(3):
        (tmp_path / "pages" / f"{number}.md").write_text("# A\n")
    who = ("-c", "user.name=Example", "-c", "user.email=e@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*who, "commit", "-qm1")):
        subprocess.run([GIT, "-C", str(tmp_path), *arguments], check=True)
    repository = Repository(tmp_path)
    [commit] = repository.line("pages")
    assert len(repository.pages(commit, "pages")) == 3
    monkeypatch.setattr(git_history, "MAX_FILES", 2)
    refused(lambda: repository.pages(commit, "pages"), "over 2 files")


# ---------------------------------------------------------------- what others will open


def small(name: str) -> Framework:
    """A framework of one skill."""
    builder = FrameworkBuilder()
    domain = builder.add_node("domain", "D", "", "")
    subdomain = builder.add_node("subdomain", "S", domain, "")
    builder.add_node("skill", name, subdomain, "")
    return builder.build()


@pytest.mark.parametrize(
    "text", ["a <script>x", "</b>", "<!-- x", "[a](javascript:x)", "<?php"]
)
def test_markdown_pages_hold_no_html(text: str) -> None:
    """The site of the pages would run it; a comparison is text."""
    assert render(small("a < b <= 3 <-> c"))
    refused(lambda: render(small(f"a {text}")), "its site would run")


def test_rejected_rows_hold_no_formula(tmp_path: Path) -> None:
    """Neither in cells nor in titles; mended, they are read as they were."""
    file = tmp_path / "=staff.csv"
    file.write_text("Name,Team,Role,=1+1,@x\n-1,,\uff1dcmd,+2,\"=cmd|' /C calc'!A0\"\n")
    order = Order(files=(file,), folder=tmp_path / "out")
    assert len(add_workforce(order).rejected) == 1
    written = (tmp_path / "out-rejected-workforce.csv").read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert {"'=1+1", "'@x", "'-1", "'\uff1dcmd", "'+2", "'=staff.csv"} <= {*cells}
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    with text_database() as connection:
        [table] = load_tables(connection, [tmp_path / "out-rejected-workforce.csv"])
    titles, row = table.head.values()
    assert titles[:5] == ["Name", "Team", "Role", "=1+1", "@x"]
    assert row[:5] == ["-1", "", "\uff1dcmd", "+2", "=cmd|' /C calc'!A0"]

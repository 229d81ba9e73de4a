"""What a published file promises: kept by the demo, and each broken by some damage."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from competency_warehouse import data_docs
from competency_warehouse.cli import main
from competency_warehouse.validation import KINDS, Outcome, Validation
from damages import DAMAGES
from warehouse import PROJECT, Build

RELEASE = PROJECT / "tests" / "python" / "fixtures" / "release.sql"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=https://example.org/x onerror=alert(1)>",
    "\"'><b>bold</b>",
    "{{ 7 * 191 }}{% raw %}${7*191}",
    "=HYPERLINK(1)",
    "</style><!-- & -->",
)


Answers = dict[str, dict[str, Any]]
"""What the worker says, by the kind of file."""


@pytest.fixture(scope="module")
def validated(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What became of the demo, of a release, and of a damaged copy for each promise."""
    scratch = tmp_path_factory.mktemp("validated")
    release = scratch / "a_release.duckdb"
    with duckdb.connect(str(release)) as connection:
        connection.execute(RELEASE.read_text())
        for line in connection.execute(
            "select format('comment on table release.{} is $$Said.$$', table_name)"
            " from duckdb_tables() union all"
            " select format('comment on column release.{}.{} is $$Said.$$', table_name,"
            " column_name) from duckdb_columns() where not internal"
        ).fetchall():
            connection.execute(*line)
    job = {
        "files": {"marts": str(demo.file), "release": str(release)},
        "scratch": str(scratch),
        "damages": DAMAGES,
    }
    finished = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("validation_worker.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.fixture
def damaged(demo: Build, tmp_path: Path) -> Callable[[str], Path]:
    """Make a damaged copy of the demo by SQL."""

    def copy(sql: str) -> Path:
        file = tmp_path / "damaged.duckdb"
        shutil.copy(demo.file, file)
        with duckdb.connect(str(file)) as connection:
            connection.execute(sql)
        return file

    return copy


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_whole_keeps_every_promise(validated: Answers, kind: str) -> None:
    """Nothing is broken, and nothing has to be looked at."""
    assert validated[kind]["not_kept"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_promise_is_proven(validated: Answers, kind: str) -> None:
    """For each promise there is one damage, and for each damage one promise."""
    promises = validated[kind]["promises"]
    damages = validated[kind]["damaged"]
    named = [
        [table, promise]
        for table, promise in promises
        for asked in damages.get(table, {})
        if asked in promise
    ]
    assert named == promises
    assert sum(map(len, damages.values())) == len(promises)


def test_every_damage_is_done(validated: Answers) -> None:
    """No damage is of a table that nothing is promised of."""
    tables = [table for answer in validated.values() for table in answer["damaged"]]
    assert sorted(tables) == sorted(DAMAGES)


@pytest.mark.parametrize(
    ("table", "asked"),
    [(table, asked) for table, damages in DAMAGES.items() for asked in damages],
)
def test_a_damage_breaks_its_promise(
    validated: Answers, table: str, asked: str
) -> None:
    """A damaged copy breaks the promise, and the message names table and promise."""
    kind = "release" if table.startswith("release.") else "marts"
    (outcome,) = validated[kind]["damaged"][table][asked]
    assert "cannot be checked" not in outcome["found"]
    assert re.match(r"\d+ cases? in [\d,]+ rows?$|found \d+$", outcome["found"])
    assert outcome["message"].startswith(f"{table}: {outcome['promise']} Not so: ")
    assert outcome["examples"] or outcome["found"].startswith("found ")


def test_a_file_is_free_after_it_was_looked_at(validated: Answers) -> None:
    """No connection is left that would keep a file from being written or renamed."""
    assert validated["marts"]["can_be_written"]


def test_the_command_says_what_is_broken(
    damaged: Callable[[str], Path], tmp_path: Path
) -> None:
    """From any folder: exit code 1, each breach in a line, and the page is written.

    What cannot be checked is broken too, a table or a column that is not there.
    """
    context = {file: file.read_bytes() for file in (PROJECT / "gx").rglob("*.*")}
    file = damaged(
        "drop table marts.rpt_mentors;"
        "alter table marts.rpt_supply_demand drop balance_count;"
        "alter table quality.qly_rejected_records drop remedy;"
        "update marts.rpt_role_gaps set attainment = 1.5 where gap = 1;"
        "update marts.rpt_single_points_of_failure"
        " set only_person_id = '<b>{{ 7 * 191 }}</b>' || chr(27) || '[31m'"
        " where cover_status = 'single';"
        "update marts.dim_people set email = 'one@example.org';"
    )
    finished = subprocess.run(
        [
            str(Path(sys.executable).parent / "competency"),
            *("validate", str(file), "--docs", "docs"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    broken = [
        line for line in finished.stderr.splitlines() if line.startswith("Broken: ")
    ]
    assert len(broken) == 5, finished.stderr
    assert "attainment=1.5" in broken[0]
    assert "rpt_mentors" in broken[1]
    assert "the table is not in the file" in broken[1]
    # Text is only text, for a terminal too.
    assert "only_person_id=<b>{{ 7 * 191 }}</b> [31m" in broken[2]
    assert 'cannot be checked (Binder Error: Referenced column "balance_' in broken[3]
    assert 'cannot be checked (Error: The column "remedy"' in broken[4]
    assert "Look at: marts.dim_people: No two people have one e-mail address." in (
        finished.stderr
    )
    assert re.search(r"^\d+ of \d+ promises .* are kept\.$", finished.stdout)
    page = (tmp_path / "docs" / "index.html").read_text()
    assert "No: 5 of " in page
    # A person is not named where more people may look than at a terminal.
    assert "<bdi>***</bdi>" in page
    assert "7 * 191" not in page
    # Great Expectations writes its configuration anew: not in the repository.
    assert {
        file: file.read_bytes() for file in (PROJECT / "gx").rglob("*.*")
    } == context


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_its_tables_keeps_no_promise(
    validated: Answers, kind: str
) -> None:
    """Each promise is broken by there being no such table; a view is none."""
    hollow = validated[kind]["hollow"]
    assert all("the table is not in the file" in said for said in hollow)
    # What would only have to be looked at is no failure, but is not kept either.
    tables = {said.partition(":")[0] for said in hollow}
    assert tables == {table for table, _ in validated[kind]["promises"]}


def test_a_file_that_is_damaged_inside(validated: Answers) -> None:
    """What cannot be read is said to be unreadable, wherever it is."""
    assert validated["marts"]["holes"]
    for said in validated["marts"]["holes"]:
        assert "Corrupt database file" in said


def not_a_database(folder: Path) -> Path:
    """Make a file that is something else."""
    file = folder / "file.duckdb"
    file.write_text("person_id,full_name\n")
    return file


def empty(folder: Path) -> Path:
    """Make a file of no bytes."""
    file = folder / "file.duckdb"
    file.touch()
    return file


def without_tables(folder: Path) -> Path:
    """Make a database that is none of ours."""
    file = folder / "file.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table marts (i integer); create schema quality")
    return file


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "none.duckdb", "There is no file"),
        (not_a_database, "not a valid DuckDB database file"),
        (empty, "not a valid DuckDB database file"),
        (without_tables, "has no table in the schemas marts or release"),
    ],
)
def test_a_file_that_is_none_of_ours(
    make: Callable[[Path], Path], said: str, tmp_path: Path
) -> None:
    """What is no published file is called so, with exit code 1 and no traceback."""
    answer = CliRunner().invoke(main, ["validate", str(make(tmp_path))])
    assert answer.exit_code == 1
    assert said in answer.output
    assert "make warehouse" in answer.output


def test_a_file_that_is_being_written(tmp_path: Path) -> None:
    """Who holds the file is named."""
    file = without_tables(tmp_path)
    holder = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import sys, duckdb; held = duckdb.connect(sys.argv[1]);"
            "print('held', flush=True); sys.stdin.read()",
            str(file),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        answer = CliRunner().invoke(main, ["validate", str(file)])
        holder.stdin.close()
    assert answer.exit_code == 1
    assert f"PID {holder.pid}" in answer.output
    assert "is being written by another program" in answer.output


def test_wrong_usage(tmp_path: Path) -> None:
    """A folder in place of a file is wrong usage: exit code 2."""
    answer = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert answer.exit_code == 2


def hostile_validation() -> Validation:
    """Give a validation with text in it that would like to be code."""
    outcomes = [
        Outcome("marts.dim_people", f"Promise {number}.", True, 60).broken(
            f"1 case in 60 rows {text}", ({text: text},)
        )
        for number, text in enumerate(HOSTILE)
    ]
    return Validation(
        title="the competency warehouse",
        facts={"releases in force": HOSTILE[0], "as of date": "2026-06-30"},
        about={"marts.dim_people": HOSTILE[1]},
        outcomes=(*outcomes, Outcome("marts.dim_teams", HOSTILE[2], True, 12)),
    )


def test_text_arrives_in_the_data_docs_as_text() -> None:
    """Names and descriptors are neither markup nor templates nor requests."""
    page = data_docs.page(hostile_validation())
    assert all(text in unescape(page) for text in HOSTILE)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 191 }}{% raw %}${7*191}" in page
    assert "1337" not in page
    tags = set(re.findall(r"<(\w+)", page))
    assert not tags & {"script", "img", "b", "iframe", "link", "object", "svg", "form"}


def test_the_data_docs_name_nobody(tmp_path: Path) -> None:
    """An example is shown without the columns that say who somebody is."""
    example = {
        "person_id": "person_0001",
        "mentor_names": "Example Person 2",
        "effective_assessment_id": "assessment_00003",
        "team_id": "team_4",
    }
    outcome = Outcome("marts.fct_person_skills", "It is so.", False, 60)
    validation = Validation("it", {}, {}, (outcome.broken("1 case", (example,)),))
    data_docs.write(validation, tmp_path)
    for name in ("index.html", "results.json"):
        shown = (tmp_path / name).read_text()
        assert [value for value in example.values() if value in shown] == ["team_4"]
        assert "***" in shown


def test_logs_and_data_docs_hide_the_same_columns() -> None:
    """The pattern of the macro is that of the page."""
    macro = (PROJECT / "macros" / "build" / "is_personal.sql").read_text()
    (call,) = re.findall(r"re\.search\((.*?)column\s", macro, flags=re.DOTALL)
    assert "".join(re.findall(r"'(.*?)'", call)) == data_docs.PERSONAL.pattern


def test_the_data_docs_ask_nothing_of_anybody(validated: Answers) -> None:
    """The page is one file without scripts, links to styles, images or fonts."""
    for page in (
        data_docs.page(hostile_validation()),
        (Path(validated["release"]["docs"]) / "index.html").read_text(),
    ):
        unescaped = re.sub(r"&lt;.*?&gt;", "", page)
        assert not re.search(r"<script|\bsrc=|\bhref=|url\(|@import", unescaped)
        assert "default-src 'none'" in page


def test_the_data_docs_tell_a_reader_what_became_of_it(
    validated: Answers,
) -> None:
    """The page says in words whether all is kept, as of when, and every promise."""
    docs = Path(validated["marts"]["docs"])
    promises = validated["marts"]["promises"]
    page = (docs / "index.html").read_text()
    assert f"Yes: all {len(promises)} promises are kept." in page
    assert "2026-06-30" in page
    assert "sde 2025-05" in page
    assert page.count("✔ yes") == len(promises)
    results = json.loads((docs / "results.json").read_text())
    assert results["passed"]
    told = [[each["table"], each["promise"]] for each in results["promises"]]
    assert told == promises

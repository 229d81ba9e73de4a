"""What is published, what is refused and why, and that nothing breaks on the way."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from competency_warehouse.cli import main
from competency_warehouse.errors import UserError
from competency_warehouse.published_set import in_hand
from reliability import (
    RELEASE,
    TEAM,
    KillRange,
    a_publisher,
    assert_tidy,
    assert_whole,
    kill_first_publications,
    lose_privileges,
    make_build,
    number_in,
    publish,
    publish_apart,
    read_while_publishing,
    try_sizes,
    try_small_disk,
)
from test_release_tables import people_in, traces_of_the_key
from warehouse import PUBLIC_SCHEMAS, Build


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder in memory where the system has one: a kill is no power cut."""
    memory = Path("/dev") / "shm"
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def build(scratch: Path) -> Path:
    """A small build, number 1."""
    return make_build(scratch / "built.duckdb", 1)


@pytest.fixture
def out(scratch: Path) -> Path:
    """Where to publish."""
    return scratch / "dist"


def manifest_of(out: Path) -> dict:
    """The manifest of what is published."""
    return json.loads((out / "manifest.json").read_text())


def refusal(build: Path, out: Path, **options) -> str:
    """The message with which a build is not published."""
    with pytest.raises(UserError) as caught:
        publish(build, out, **options)
    return caught.value.message


@pytest.fixture(scope="module")
def published_demo(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the demo was published into by the command line."""
    out = tmp_path_factory.mktemp("published") / "dist"
    # A child process: Great Expectations warns while it is imported.
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "competency"), "publish"),
            *("--build", str(demo.file), "--out", str(out), "--parquet"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Published in" in done.stdout
    assert_tidy(out)
    return out


def test_the_demo_is_published_as_it_was_built(demo: Build, published_demo: Path):
    """Every public table with its rows, keys, checks and comments, and nothing else."""
    out = published_demo
    published = Build(out / TEAM, 0, "", [])
    assert published.contents(*PUBLIC_SCHEMAS) == demo.contents(*PUBLIC_SCHEMAS)
    for about in (
        "schema_name, table_name, sql, comment from duckdb_tables()",
        "schema_name, table_name, column_name, data_type, comment"
        " from duckdb_columns()",
        "schema_name, table_name, constraint_text from duckdb_constraints()",
    ):
        query = f"select {about} where schema_name in {PUBLIC_SCHEMAS} order by all"
        assert published.rows(query) == demo.rows(query)
    schemas = published.rows("select distinct schema_name from duckdb_tables()")
    assert sorted(schemas) == sorted((schema,) for schema in PUBLIC_SCHEMAS)
    manifest = manifest_of(out)
    assert manifest["build"]["as_of_date"] == str(
        demo.rows("select as_of_date from quality.qly_build_info")[0][0]
    )
    assert [each["release_id"] for each in manifest["framework_releases"]] == [
        "2025-05",
        "2026-draft",
    ]
    tables = {name: rows for name, (rows, _) in demo.contents(*PUBLIC_SCHEMAS).items()}
    assert manifest["files"][TEAM]["tables"] == tables
    for name, rows in tables.items():
        file = f"parquet/{name.replace('.', '/')}.parquet"
        assert manifest["files"][file]["rows"] == rows
        assert duckdb.read_parquet(str(out / file)).shape[0] == rows
    assert (out / "data_docs" / "competency" / "index.html").exists()
    assert str(out.parent) not in (out / "manifest.json").read_text()


def test_what_is_published_names_nobody(demo: Build, published_demo: Path):
    """But the team's own files: no id, name, address; and in none of all the key."""
    with duckdb.connect(str(published_demo / RELEASE), read_only=True) as connection:
        tables = connection.execute("show all tables").fetchall()
        assert {(schema, name) for _, schema, name, *_ in tables} == {
            ("release", name.removeprefix("release."))
            for name in demo.contents("release")
        }
        # Compressed, a text would not be found by its bytes.
        shown = [
            str(connection.table(f"release.{name}").fetchall()).encode()
            for _, _, name, *_ in tables
        ]
    written = {
        file.relative_to(published_demo).as_posix(): file.read_bytes()
        for file in published_demo.rglob("*")
        if file.is_file()
    }
    assert len(written) > 50
    people = "|".join(map(re.escape, sorted(people_in(demo))))
    named = re.compile(rf"(?:{people})(?!\d)".encode())
    assert [
        name
        for name, content in [*written.items(), *(("", each) for each in shown)]
        if named.search(content) and name != TEAM and not name.startswith("parquet/")
    ] == []
    assert named.search(written[TEAM])
    for trace in traces_of_the_key().values():
        assert not any(trace in content for content in written.values())


def test_the_release_has_a_file_of_its_own(build: Path, out: Path):
    """And the team's file nothing of it; each has its own Data Docs."""
    publish(build, out)
    assert_tidy(out)
    assert set(manifest_of(out)["files"]) == {TEAM, RELEASE}
    for name, schemas in ((TEAM, {"marts", "quality"}), (RELEASE, {"release"})):
        rows = Build(out / name, 0, "", []).rows(
            "select schema_name from duckdb_tables()"
        )
        assert {schema for (schema,) in rows} == schemas
    assert {each.name for each in (out / "data_docs").iterdir()} == {
        "competency",
        "competency_release",
    }


def test_without_a_key_the_old_release_file_stays(build: Path, out: Path):
    """With its own build id in the manifest, and its Data Docs; both are said."""
    publish(build, out)
    said: list[str] = []
    make_build(build, 2, key_fingerprint="null")
    publish(build, out, tell=said.append)
    assert (number_in(out / TEAM), number_in(out / RELEASE)) == (2, 1)
    assert manifest_of(out)["files"][RELEASE]["build_id"] == "build-1"
    assert (out / "data_docs" / "competency_release" / "index.html").read_text() == "1"
    assert "COMPETENCY_PSEUDONYM_KEY" in said[0]
    assert "it is of build build-1" in said[0]
    assert_tidy(out)

    publish(make_build(build, 3), out)
    assert_whole(out, 3)


def test_tables_of_models_that_are_gone_are_left_out(build: Path, out: Path):
    """The build file still has them; the last run did not make them."""
    publish(build, out)
    assert "quality.gone" in Build(build, 0, "", []).contents("quality")
    assert "quality.gone" not in manifest_of(out)["files"][TEAM]["tables"]


def test_parquet_goes_on_until_it_is_declined(build: Path, out: Path):
    """A folder that was asked for once does not grow old."""
    publish(build, out)
    assert not (out / "parquet").exists()
    publish(build, out, parquet=True)
    publish(make_build(build, 2), out)
    assert_whole(out, 2)
    assert (out / "parquet" / "marts" / "facts.parquet").exists()
    publish(build, out, parquet=False)
    assert not (out / "parquet").exists()
    assert_tidy(out)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ({"failed": "['no_gap', 'fct_x']"}, "no_gap, fct_x failed"),
        ({"left_out": "['dim_a']"}, "left out dim_a"),
        ({"finished_at": "null"}, "did not get to its end"),
    ],
)
def test_a_build_with_a_fault_is_refused(
    build: Path, out: Path, note: dict[str, str], words: str
):
    """What was published stays, and the message says all of it."""
    publish(build, out)
    before = manifest_of(out)
    message = refusal(make_build(build, 2, **note), out)
    assert words in message
    assert "Nothing was published; build build-1 still is." in message
    assert "make warehouse" in message
    assert manifest_of(out) == before
    assert_whole(out, 1)
    assert_tidy(out)


def test_a_file_that_fails_its_check_is_refused(build: Path, out: Path):
    """The failures are named, and the page that shows them stays to be read."""

    def fails(file: Path, docs: Path) -> tuple[str, ...]:
        docs.mkdir(parents=True)
        (docs / "index.html").write_text("all that was checked")
        return ("marts.facts: every fact is true. Not so: 2 rows.",)

    publish(build, out)
    with pytest.raises(UserError, match="every fact is true") as caught:
        a_publisher(out, check=fails).publish(make_build(build, 2), 1, None)
    assert f"{TEAM}: marts.facts" in caught.value.message
    assert "build build-1 still is" in caught.value.message
    page = out / ".publishing" / "failed" / "competency" / "index.html"
    assert str(page.parents[1]) in caught.value.message
    assert page.read_text() == "all that was checked"
    assert_whole(out, 1)
    publish(build, out)
    assert_whole(out, 2)
    assert_tidy(out)


def test_build_files_that_are_none_are_refused(build: Path, out: Path, scratch: Path):
    """Each with its own message."""
    assert "is not there" in refusal(scratch / "nothing.duckdb", out)
    (scratch / "text.duckdb").write_text("no database, whatever its name says\n")
    assert "as a DuckDB file" in refusal(scratch / "text.duckdb", out)
    with duckdb.connect(str(scratch / "other.duckdb")) as connection:
        connection.execute("create table facts as select 1 as fact")
    assert "no note of a run of dbt" in refusal(scratch / "other.duckdb", out)
    with duckdb.connect(str(build)) as connection:
        connection.execute("drop table marts.facts")
        connection.execute("create view marts.facts as from quality.gone")
    assert "only tables are published" in refusal(build, out)
    assert not (out / "manifest.json").exists()


def as_spark_writes(build: Path, folder: Path) -> Path:
    """What a build holds as a folder of Parquet, as publish_parquet writes it."""
    with duckdb.connect(str(build), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables()"
        ).fetchall()
        for schema, table, _ in tables:
            part = folder / f"{schema}.{table}" / "part-00000.snappy.parquet"
            part.parent.mkdir(parents=True)
            connection.table(f"{schema}.{table}").write_parquet(str(part))
        (folder / "build.comments").mkdir()
        connection.sql(
            "select concat(schema_name, '.', table_name) as table_name,"
            " null::text as column_name, comment from duckdb_tables()"
            " where comment is not null union all"
            " select concat(schema_name, '.', table_name), column_name, comment"
            " from duckdb_columns() where comment is not null"
        ).write_parquet(str(folder / "build.comments" / "part-00000.parquet"))
    return folder


def test_a_build_on_spark_is_published(build: Path, out: Path, scratch: Path):
    """From Parquet, with its comments, by the same steps and the same refusals."""
    folder = as_spark_writes(build, scratch / "spark")
    publish(folder, out, parquet=True)
    assert_whole(out, 1)
    assert_tidy(out)
    with duckdb.connect(str(out / TEAM), read_only=True) as connection:
        comments = connection.execute(
            "select comment from duckdb_tables() where table_name = 'facts' union all"
            " select comment from duckdb_columns() where column_name = 'fact'"
        ).fetchall()
    assert comments == [("One row per fact: it's a test",), ("What is said",)]

    failed = make_build(build, 2, failed="['no_gap']")
    message = refusal(as_spark_writes(failed, scratch / "failed"), out)
    assert "no_gap failed" in message
    assert "build build-1 still is" in message
    assert_whole(out, 1)
    assert_tidy(out)


def test_folders_that_are_no_build_on_spark_are_refused(
    build: Path, out: Path, scratch: Path
):
    """Each with its own message, and nothing is published."""
    (scratch / "empty").mkdir()
    assert "holds no build of Spark" in refusal(scratch / "empty", out)

    lacking = as_spark_writes(build, scratch / "lacking")
    (lacking / "marts.facts" / "part-00000.snappy.parquet").unlink()
    assert "lacks marts.facts, which the build" in refusal(lacking, out)

    (note,) = (lacking / "build.last_run").iterdir()
    duckdb.read_parquet(str(note)).limit(0).write_parquet(str(note) + ".parquet")
    note.unlink()
    assert "is not whole" in refusal(lacking, out)

    damaged = as_spark_writes(build, scratch / "damaged")
    (damaged / "marts.facts" / "part-00000.snappy.parquet").write_text("no Parquet")
    assert "cannot be read as Parquet" in refusal(damaged, out)
    assert not (out / "manifest.json").exists()


def test_a_build_that_is_running_is_named(build: Path, out: Path):
    """It holds its file for writing."""
    context = multiprocessing.get_context("forkserver")
    ready, ended = context.Event(), context.Event()
    writer = context.Process(target=hold, args=(build, ready, ended))
    writer.start()
    try:
        ready.wait()
        assert f"is open in process {writer.pid}" in refusal(build, out, wait=0)
    finally:
        ended.set()
        writer.join()


def hold(file: Path, ready, ended) -> None:
    """Have a database open for writing until told to end."""
    with duckdb.connect(str(file)):
        ready.set()
        ended.wait()


def test_a_second_publisher_waits_or_says_for_whom(build: Path, out: Path):
    """The folder is in one process's hands at a time."""
    with in_hand(out, 0, str):
        (message,) = publish_apart(build, out, wait=0)
    assert f"in the hands of process {os.getpid()}" in message
    assert publish_apart(build, out, out, out) == ["", "", ""]
    assert manifest_of(out)["publication"] == 3
    assert_whole(out, 1)
    assert_tidy(out)


def test_earlier_publications_are_kept_and_put_back(build: Path, out: Path):
    """All their files together, one after the other; then there is none."""
    for number in (1, 2, 3, 4):
        publish(make_build(build, number), out, keep=2, parquet=number == 2)
    assert sorted(each.name for each in (out / "previous").iterdir()) == ["2", "3"]

    publisher = a_publisher(out)
    assert publisher.roll_back()["build"]["build_id"] == "build-3"
    assert_whole(out, 3)
    assert_tidy(out)
    manifest = manifest_of(out)
    assert manifest["publication"] == 5
    assert manifest["rolled_back"] == {"from_build_id": "build-4", "to_publication": 3}

    publisher.roll_back()
    assert_whole(out, 2)
    assert (out / "parquet" / "marts" / "facts.parquet").exists()
    assert_tidy(out)
    with pytest.raises(UserError, match="holds no earlier publication"):
        publisher.roll_back()

    publish(make_build(build, 5), out, keep=0)
    assert not (out / "previous").exists()
    assert "rolled_back" not in manifest_of(out)


@pytest.mark.parametrize("damage", ["changed", "gone", "without manifest"])
def test_a_damaged_earlier_publication_is_not_put_back(
    build: Path, out: Path, damage: str
):
    """The message names the file, and what to do."""
    publish(build, out)
    publish(make_build(build, 2), out)
    file = (
        out
        / "previous"
        / "1"
        / (TEAM if damage != "without manifest" else "manifest.json")
    )
    if damage == "changed":
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
    else:
        file.unlink()
    with pytest.raises(UserError, match="can be put back") as caught:
        a_publisher(out).roll_back()
    assert file.name in caught.value.message
    assert_whole(out, 2)


def test_rollback_from_the_command_line(build: Path, out: Path):
    """It says what is published now."""
    publish(build, out)
    publish(make_build(build, 2), out)
    done = CliRunner().invoke(main, ["publish", "--rollback", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "build build-1" in done.output
    assert_whole(out, 1)


def test_a_manifest_that_is_none_is_refused(build: Path, out: Path):
    """It is not overwritten: somebody put it there."""
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "a web app"}')
    assert "no manifest as competency publish writes it" in refusal(build, out)


def test_kills_at_changes_of_the_file_system(scratch: Path):
    """Before the decision, nothing has happened; after it, the next run finishes."""
    range_ = KillRange(scratch, rows=10)
    event = 2
    while range_.at_event(event):
        event += 7
    assert range_.kills.killed > 8
    assert 0 < range_.kills.took_effect < range_.kills.killed


def test_kills_of_the_first_publication(scratch: Path):
    """There is nothing yet that could be kept."""
    assert kill_first_publications(scratch, first=2, step=3) > 4


def test_kills_at_any_time(scratch: Path):
    """Also while DuckDB writes, which Python does not see."""
    range_ = KillRange(scratch, rows=100_000)
    for tenths in range(4):
        range_.after(0.02 + tenths / 20)
    assert range_.kills.killed


def test_readers_never_see_a_mixture(scratch: Path):
    """Those who hold the file keep their build; those who open it get a whole one."""
    load = read_while_publishing(scratch, publications=8, readers=1)
    assert load.errors == []
    assert load.published == 8
    assert load.reads > 8
    assert load.held_reads > 8
    assert len(load.builds_seen) > 2


def test_a_file_is_replaced_and_never_overwritten(build: Path, out: Path):
    """Who has the old one open keeps every byte of it."""
    publish(build, out)
    before = (out / TEAM).read_bytes()
    with (out / TEAM).open("rb") as held:
        publish(make_build(build, 2), out)
        assert held.read() == before
    assert_whole(out, 2)


def test_a_full_disk_leaves_all_as_it_was(scratch: Path):
    """No file can grow beyond a size: every user can try that."""
    refused, passed = try_sizes(scratch, [0, 5_000, 300_000, 5_000_000])
    assert refused == 3
    assert passed == 1


def test_a_small_disk_leaves_all_as_it_was(scratch: Path):
    """A real one, where the system lets this user make one."""
    done = try_small_disk(scratch, [6])
    if not done:
        pytest.skip("this system lets this user make no disk in memory")
    assert "the one before stayed whole" in done


def test_a_folder_that_cannot_be_written_is_named(build: Path, out: Path):
    """And nothing in it is touched."""
    publish(build, out)
    out.chmod(0o555)
    (out / ".publishing" / "lock").chmod(0o444)
    (message,) = publish_apart(build, out, prepare=lose_privileges)
    assert message.startswith(f"Cannot write to {out}: Permission denied")
    assert_whole(out, 1)


def test_a_file_in_the_place_of_the_folder_is_named(build: Path, out: Path):
    """Nothing is deleted to make room."""
    out.write_text("mine")
    assert f"Cannot write to {out}" in refusal(build, out)
    assert out.read_text() == "mine"

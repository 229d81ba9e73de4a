"""Publish under kills, under readers and on a full disk, and see that nothing breaks.

pytest runs this at a small size, ``make reliability`` at a large one. The builds are
small files with the build's number in every row, so that a mixture would show.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click
import duckdb

from competency_warehouse.errors import UserError
from competency_warehouse.publish import Check, Publisher
from competency_warehouse.published_set import in_hand

TEAM = "competency.duckdb"
RELEASE = "competency_release.duckdb"
ROWS = 5_000
# Python's own names of what changes the file system (sys.addaudithook).
EVENTS = ("os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "fcntl.flock")

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def make_build(
    file: Path,
    number: int,
    *,
    rows: int = ROWS,
    **note: str,
) -> Path:
    """Make a file as dbt would build it, with a number in every row.

    Args:
        file: the file; replaced when it is there.
        number: the number, which is part of the build's id too.
        rows: of the largest table.
        **note: SQL of columns of dbt's note, and of the fingerprint of the key, that
            differ from those of a complete build.
    """
    file.unlink(missing_ok=True)
    note = {
        "key_fingerprint": "'0123456789abcdef'",
        "finished_at": "timestamp '2026-01-02 03:04:05'",
        "failed": "[]",
        "left_out": "[]",
        **note,
    }
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            f"""
            create schema marts;
            create schema quality;
            create schema release;
            create schema staging;
            create schema build;
            create table marts.dim_framework_releases as
            select
                'sde' as framework_id, '2025-05' as release_id,
                'published' as status, date '2025-05-02' as released_on,
                true as is_in_force, {number} as build;
            create table marts.facts (
                fact_key integer primary key,
                fact varchar not null check (fact <> ''),
                build integer
            );
            comment on table marts.facts is 'One row per fact: it''s a test';
            comment on column marts.facts.fact is 'What is said';
            insert into marts.facts
            select range, 'fact ' || hash(range), {number} from range({rows});
            create table quality.qly_build_info as
            select date '2026-01-01' as as_of_date, null::timestamp as known_at,
                {number} as build;
            create table quality.gone as select -1 as build;
            create view staging.names as select 'Example Person 1' as full_name;
            create table release.rls_build_info as
            select {note["key_fingerprint"]}::varchar as key_fingerprint,
                {number} as build;
            create table build.last_run as
            select
                'build-{number}' as build_id, 'build' as command,
                '1.11' as dbt_version, null::varchar as git_commit,
                null::boolean as git_is_modified,
                {note["finished_at"]}::timestamp as finished_at,
                [
                    'marts.dim_framework_releases', 'marts.facts',
                    'quality.qly_build_info', 'release.rls_build_info'
                ] as tables,
                []::varchar[] as warned, {note["failed"]}::varchar[] as failed,
                {note["left_out"]}::varchar[] as left_out;
            """
        )
    return file


def write_docs(file: Path, docs: Path) -> tuple[str, ...]:
    """A check that everything passes; it leaves a page with the file's number."""
    docs.mkdir(parents=True)
    (docs / "index.html").write_text(str(number_in(file)))
    return ()


def publish(
    build: Path,
    out: Path,
    *,
    keep: int = 1,
    parquet: bool | None = None,
    **publisher: Any,
) -> dict[str, Any]:
    """Publish as the command does, with a check that costs nothing."""
    return a_publisher(out, **publisher).publish(build, keep, parquet)


def a_publisher(
    out: Path,
    check: Check = write_docs,
    wait: float = 20,
    tell: Callable[[str], Any] = str,
) -> Publisher:
    """A publisher for tests: silent, and patient with other processes."""
    return Publisher(out, check, wait, tell)


def number_in(file: Path) -> int:
    """The number in every row of a published file; fails where there are two."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return _number_in(connection)


def _number_in(connection: duckdb.DuckDBPyConnection) -> int:
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
    ).fetchall()
    assert tables
    numbers = set()
    for (table,) in tables:
        numbers |= set(connection.table(table).project("build").distinct().fetchall())
    assert len(numbers) == 1, f"two builds in one file: {numbers}"
    return numbers.pop()[0]


def assert_whole(out: Path, *numbers: int) -> None:
    """Each file that is published is one of these builds, from end to end.

    When the manifest speaks of the last of them, everything is in its place.
    """
    for name in (TEAM, RELEASE):
        if (out / name).exists():
            assert number_in(out / name) in numbers
    for file in (out / "parquet").rglob("*.parquet"):
        (found,) = duckdb.read_parquet(str(file)).project("build").distinct().fetchall()
        assert found[0] in numbers
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["build"]["build_id"] in {f"build-{number}" for number in numbers}
    if manifest["build"]["build_id"] == f"build-{numbers[-1]}":
        assert_true(out)


def assert_true(out: Path) -> None:
    """Each file is what the manifest says, to the last bit."""
    manifest = json.loads((out / "manifest.json").read_text())
    for name, facts in manifest["files"].items():
        content = (out / name).read_bytes()
        assert len(content) == facts["bytes"]
        assert hashlib.sha256(content).hexdigest() == facts["sha256"]


def assert_tidy(out: Path) -> None:
    """What is there is what the manifest says, and nothing else."""
    assert_true(out)
    manifest = json.loads((out / "manifest.json").read_text())
    units = {name.partition("/")[0] for name in manifest["files"]} | {
        *manifest["folders"]
    }
    extra = {"manifest.json", ".publishing", "previous"}
    assert {each.name for each in out.iterdir()} - extra == units
    assert {each.name for each in (out / ".publishing").iterdir()} == {
        "lock",
        "holder",
    }


@dataclass
class Kills:
    """Publishers that were killed.

    Attributes:
        killed: how many.
        took_effect: of these, how many had decided; their set was published.
        seconds: of the whole.
    """

    killed: int = 0
    took_effect: int = 0
    seconds: float = 0.0


@contextmanager
def _started(target: Callable[..., None], *arguments: Any) -> Iterator[BaseProcess]:
    """A process that is gone in the end, whatever happens."""
    process = _PROCESSES.Process(target=target, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def _publish_until(build: Path, out: Path, last_event: int) -> None:
    """Publish, and be killed when the file system is changed for the nth time."""
    seen = 0

    def kill_at_last(event: str, _: Any) -> None:
        nonlocal seen
        if event in EVENTS:
            seen += 1
            if seen == last_event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill_at_last)
    publish(build, out)


class KillRange:
    """Kills publishers and sees that the next one puts all right.

    Attributes:
        kills: what was done so far.
        length: seconds that a publication takes.
    """

    def __init__(self, folder: Path, rows: int = ROWS) -> None:
        """Publish a first build, with Parquet, so that every kind of file is there."""
        self.kills = Kills()
        self._rows = rows
        self._number = 1
        self._file = folder / "built.duckdb"
        self._out = folder / "dist"
        make_build(self._file, self._number, rows=rows)
        started = time.monotonic()
        publish(self._file, self._out, parquet=True)
        self.length = time.monotonic() - started

    def at_event(self, event: int) -> bool:
        """Kill a publisher at the nth change of the file system.

        Returns:
            Whether it was killed; False when it has fewer changes to make.
        """
        return self._round(
            lambda: self._run(_publish_until, None, self._file, self._out, event)
        )

    def after(self, seconds: float) -> bool:
        """Kill a publisher after a time; False when it was faster."""
        return self._round(lambda: self._run(publish, seconds, self._file, self._out))

    def _run(
        self, target: Callable[..., None], seconds: float | None, *arguments: Any
    ) -> int:
        with _started(target, *arguments) as process:
            process.join(seconds)
            process.kill()
            process.join()
            assert process.exitcode is not None
            return process.exitcode

    def _round(self, run: Callable[[], int]) -> bool:
        started = time.monotonic()
        before, during, after = self._number, self._number + 1, self._number + 2
        self._number = after
        make_build(self._file, during, rows=self._rows)
        exit_code = run()
        assert exit_code in (0, -signal.SIGKILL), exit_code
        assert_whole(self._out, before, during)

        # What the next run of any kind does first.
        with in_hand(self._out, 20, str) as published:
            kept = published.kept()
        assert_tidy(self._out)
        took_effect = number_in(self._out / TEAM) == during
        assert_whole(self._out, during if took_effect else before)
        assert len(kept) == 1 or (before == 1 and not took_effect)
        for publication in kept:
            earlier = self._out / "previous" / str(publication)
            assert_true(earlier)
            assert_whole(
                earlier, *([before] if took_effect else [before - 2, before - 1])
            )

        make_build(self._file, after, rows=self._rows)
        publish(self._file, self._out)
        assert_whole(self._out, after)
        assert_tidy(self._out)
        was_killed = exit_code != 0
        self.kills.killed += was_killed
        self.kills.took_effect += was_killed and took_effect
        self.kills.seconds += time.monotonic() - started
        return was_killed


def kill_first_publications(folder: Path, first: int = 1, step: int = 1) -> int:
    """Kill the very first publication at changes of the file system.

    Args:
        folder: scratch.
        first: the first change to kill it at.
        step: how far it is to the next.

    Returns:
        How many were killed; the next run put right what each had left.
    """
    build = make_build(folder / "built.duckdb", 1, rows=10)
    for killed, event in enumerate(count(first, step)):
        out = folder / f"dist_{event}"
        with _started(_publish_until, build, out, event) as process:
            process.join()
            exit_code = process.exitcode
        if exit_code == 0:
            return killed
        assert exit_code == -signal.SIGKILL, exit_code
        with in_hand(out, 20, str):
            assert not (out / "previous").exists()
        if (out / "manifest.json").exists():
            assert_whole(out, 1)
            assert_tidy(out)
        else:
            assert {each.name for each in out.iterdir()} == {".publishing"}
    raise AssertionError


@dataclass
class Load:
    """Readers beside publishers.

    Attributes:
        published: how many builds were published meanwhile.
        reads: how often a file was opened and read through.
        held_reads: how often it was read through a connection that stayed open.
        builds_seen: how many different builds the readers saw.
        errors: what went wrong for them.
    """

    published: int = 0
    reads: int = 0
    held_reads: int = 0
    builds_seen: set[int] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


def _read_in_a_loop(out: Path, is_held: bool, ended: Any, answers: Any) -> None:
    """Read until told to end; what was seen, and what went wrong."""
    reads, seen, error = 0, [], ""
    file = str(out / TEAM)
    try:
        with duckdb.connect(file, read_only=True) as held:
            first = _number_in(held)
            while not ended.is_set():
                if is_held:
                    number = _number_in(held)
                    assert number == first, "a held connection changed its build"
                else:
                    number = number_in(out / RELEASE)
                    seen.append(number)
                    assert seen == sorted(seen), "a reader went back in time"
                reads += 1
    except Exception as caught:  # any at all is a finding
        error = f"{type(caught).__name__}: {caught}"
    answers.put((is_held, reads, sorted({*seen, first}), error))


def read_while_publishing(folder: Path, publications: int, readers: int) -> Load:
    """Publish again and again while processes read.

    Args:
        folder: scratch.
        publications: how many.
        readers: how many processes open the file anew for each read; as many hold it.
    """
    load = Load()
    out = folder / "dist"
    publish(make_build(folder / "built.duckdb", 1), out)
    ended, answers = _PROCESSES.Event(), _PROCESSES.Queue()
    processes = [
        _PROCESSES.Process(target=_read_in_a_loop, args=(out, is_held, ended, answers))
        for is_held in (True, False)
        for _ in range(readers)
    ]
    for process in processes:
        process.start()
    try:
        for number in range(2, publications + 2):
            publish(make_build(folder / "built.duckdb", number), out)
            load.published += 1
    finally:
        ended.set()
        found = [answers.get(timeout=60) for _ in processes]
        for process in processes:
            process.join()
    for is_held, reads, seen, error in found:
        if is_held:
            load.held_reads += reads
        else:
            load.reads += reads
        load.builds_seen |= set(seen)
        load.errors += [error] if error else []
    return load


def _publish_and_tell(
    answers: Any, build: Path, out: Path, wait: float, prepare: Callable[[], None]
) -> None:
    try:
        prepare()
        publish(build, out, wait=wait)
    except UserError as error:
        answers.put(error.message)
    except BaseException as error:
        answers.put(f"traceback: {error!r}")
        raise
    else:
        answers.put("")


def _as_it_is() -> None:
    """Change nothing."""


def publish_apart(
    build: Path,
    *outs: Path,
    wait: float = 20,
    prepare: Callable[[], None] = _as_it_is,
) -> list[str]:
    """Publish in processes of their own, at the same time.

    Args:
        build: the build file.
        *outs: where to, one process each.
        wait: seconds to wait for others.
        prepare: called in each process before.

    Returns:
        The errors that the users see; empty texts when all went well.
    """
    answers = _PROCESSES.Queue()
    processes = [
        _PROCESSES.Process(
            target=_publish_and_tell, args=(answers, build, out, wait, prepare)
        )
        for out in outs
    ]
    for process in processes:
        process.start()
    found = [answers.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    return found


def limit_file_size(most: int) -> None:
    """From here on, this process cannot write a file beyond a size, as on a full disk.

    Any user may do this, where a small disk takes an administrator.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def lose_privileges() -> None:
    """Go on as a user to whom folders can be forbidden."""
    if os.geteuid() == 0:
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)


def try_sizes(folder: Path, sizes: list[int]) -> tuple[int, int]:
    """Publish where no file can grow beyond a size; then with room again.

    Args:
        folder: scratch.
        sizes: the sizes, in bytes.

    Returns:
        How many publishers failed with a message, and how many found room enough.
    """
    out = folder / "dist"
    publish(make_build(folder / "built.duckdb", 0), out)
    refused = 0
    for number, size in enumerate(sizes):
        build = make_build(folder / "built.duckdb", number)
        publish(build, out)
        make_build(build, number + 1)
        (message,) = publish_apart(build, out, prepare=partial(limit_file_size, size))
        assert not message.startswith("traceback"), message
        assert_whole(out, number, number + 1)
        assert_tidy(out)
        if message:
            assert "othing was published" in message, message
            assert number_in(out / TEAM) == number
            refused += 1
    publish(build, out)
    return refused, len(sizes) - refused


def try_small_disk(folder: Path, mebibytes: list[int]) -> str:
    """Publish onto disks that are too small.

    Args:
        folder: scratch.
        mebibytes: sizes of the disks.

    Returns:
        What happened, in words; empty when this system lets nobody make a disk.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return ""
    script = 'mount -t tmpfs -o size=$1m none $2 && shift 2 && exec "$@"'
    results = []
    for size in mebibytes:
        disk = folder / f"disk_{size}"
        disk.mkdir()
        done = subprocess.run(
            [
                *(unshare, "--map-root-user", "--mount", "sh", "-c", script, "sh"),
                *(str(size), str(disk), sys.executable, __file__, "fill", str(disk)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.stderr.startswith(("unshare:", "mount:", "sh:")):
            return ""
        assert done.returncode == 0, done.stdout + done.stderr
        results.append(f"{size} MiB: {done.stdout.strip()}")
    return "; ".join(results)


@click.group()
def main() -> None:
    """Try at a large size whether publishing can be broken."""


@main.command()
@click.option("--kills", default=200, help="Kills at random times.")
@click.option("--publications", default=200, help="Publications under readers.")
@click.option("--readers", default=3, help="Readers of each kind.")
@click.option("--seed", default=1, help="Of the random times.")
def run(kills: int, publications: int, readers: int, seed: int) -> None:
    """Run it all, and print the table of docs/reliability.md."""
    random_times = random.Random(seed)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("first", "events", "times", "readers", "sizes", "disks"):
            (folder / part).mkdir()

        first = kill_first_publications(folder / "first")
        lines.append(("the same, of the very first publication", Kills(first)))
        at_events = KillRange(folder / "events", rows=10)
        event = 1
        while at_events.at_event(event):
            event += 1
        lines.append(("kill -9 at every change of the file system", at_events.kills))

        at_times = KillRange(folder / "times", rows=200_000)
        for _ in range(kills):
            at_times.after(random_times.uniform(0, 1.5 * at_times.length))
        lines.append((f"kill -9 at a random moment, {kills} times", at_times.kills))

        load = read_while_publishing(folder / "readers", publications, readers)
        sizes = [round(1.5**step) for step in range(20, 40)]
        refused, passed = try_sizes(folder / "sizes", sizes)
        disks = try_small_disk(folder / "disks", [6, 8, 12, 16, 24, 32])

    click.echo("| what was done | what came of it |\n| --- | --- |")
    for what, done in lines:
        click.echo(
            f"| {what} | {done.killed} killed, {done.took_effect} of them after the "
            f"decision; files whole and the next run good after every one "
            f"({done.seconds / 60:.1f} minutes) |"
        )
    click.echo(
        f"| {load.published} publications beside {2 * readers} readers | "
        f"{load.reads:,} opened and read, {load.held_reads:,} read through open "
        f"connections, {len(load.builds_seen)} builds seen; {len(load.errors)} errors, "
        f"no mixture |"
    )
    click.echo(
        f"| a limit on the size of files, {len(sizes)} sizes | {refused} refused with "
        f"a message, {passed} published; all stayed whole |"
    )
    click.echo(f"| a full disk in memory | {disks or 'not permitted here'} |")
    if load.errors:
        raise click.ClickException("; ".join(load.errors))


@main.command()
@click.argument("out", type=click.Path(path_type=Path))
def fill(out: Path) -> None:
    """Publish into OUT, each time more, until it is full; then less again."""
    with tempfile.TemporaryDirectory() as scratch:
        build = Path(scratch) / "built.duckdb"
        number = 0
        for number in range(1, 100):
            make_build(build, number, rows=20_000 * number)
            (message,) = publish_apart(build, out)
            if message:
                break
        else:
            raise AssertionError("the disk is never full")
        assert "othing was published" in message, message
        assert_whole(out, number - 1)
        publish(make_build(build, number, rows=10), out)
        assert_whole(out, number)
        assert_tidy(out)
    click.echo(f"full at publication {number}, the one before stayed whole")


if __name__ == "__main__":
    main()

"""Open a published file with every client of DuckDB that the registries have.

``make clients`` tries all; pytest two old versions. Each client is installed into a
folder of its own, from a lock with hashes, and reads every row of every table. What it
reads must have the digests that this project's own duckdb computes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PYTHON = {
    **{
        f"duckdb {version}": ("read_duckdb.py", f"duckdb_{version}.txt")
        for version in ("1.1", "1.2", "1.3", "1.4", "1.5", "2.0")
    },
    "ADBC": ("read_adbc.py", "adbc.txt"),
    "SQLAlchemy": ("read_sqlalchemy.py", None),
}
NODE = {"Node": "read_node.mjs", "browser engine": "read_wasm.mjs"}

Question = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What a client read.

    Attributes:
        version: what it says of its own version.
        tables: how many tables it read to the last row.
        faults: where it read something else, or why it read nothing.
    """

    version: str
    tables: int
    faults: tuple[str, ...]


def ask(file: Path) -> list[Question]:
    """Make the questions of a file, with the answers of this project's own duckdb.

    Args:
        file: the published file.

    Returns:
        For each table its name; a query for all of it; a query for one digest of all
        its columns; and the answers to both.
    """
    questions = []
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        for schema, table in tables:
            name = f'{schema}."{table}"'
            columns = connection.table(name).columns
            texts = [
                f"coalesce(cast(\"{each}\" as varchar), 'NULL')" for each in columns
            ]
            digests = [
                f"md5(string_agg({text}, '|' order by {text}))" for text in texts
            ]
            all_rows = f"select * from {name}"
            digest = (
                f"select coalesce(md5({' || '.join(digests)}), 'empty') from {name}"
            )
            questions.append(
                {
                    "table": f"{schema}.{table}",
                    "all": all_rows,
                    "digest": digest,
                    "answer": [
                        connection.execute(digest).fetchall()[0][0],
                        len(connection.execute(all_rows).fetchall()),
                    ],
                }
            )
    assert questions
    return questions


def read(client: str, file: Path, questions: list[Question], folder: Path) -> Reading:
    """Have a client read a file.

    Args:
        client: its name in ``PYTHON`` or ``NODE``.
        file: the published file.
        questions: what :func:`ask` gave.
        folder: where the client is, or will be, installed.
    """
    try:
        command, environment = _installed(client, folder)
    except subprocess.CalledProcessError as error:
        return Reading("", 0, (f"not installed: {error.stderr.strip()[-300:]}",))
    asked = folder / "questions.json"
    asked.write_text(json.dumps(questions))
    done = subprocess.run(
        [*command, str(file.absolute()), str(asked)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return Reading("", 0, (done.stderr.strip()[-1000:],))
    said = json.loads(done.stdout)
    faults = tuple(
        f"{question['table']}: {answer} in place of {question['answer']}"
        for question, answer in zip(questions, said["answers"], strict=True)
        if answer != question["answer"]
    )
    return Reading(said["version"], len(questions), faults)


def _installed(client: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Install a client where it is not yet; how to run it, and in what environment."""
    folder.mkdir(parents=True, exist_ok=True)
    if client in NODE:
        for name in ("package.json", "package-lock.json", *NODE.values()):
            shutil.copy(HERE / name, folder)
        if not (folder / "node_modules").exists():
            _run(["npm", "ci", "--no-audit", "--no-fund"], folder)
        return ["node", str(folder / NODE[client])], {}
    script, lock = PYTHON[client]
    if lock is None:
        return [sys.executable, str(HERE / script)], {}
    if not (folder / "site").exists():
        _run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", "--require-hashes", "--target", "new"),
                *("--requirement", str(HERE / "requirements" / lock)),
            ],
            folder,
        )
        (folder / "new").rename(folder / "site")
    # This path comes before the environment's own packages.
    return [sys.executable, str(HERE / script)], {"PYTHONPATH": str(folder / "site")}


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Try all clients on FILES, and print a table for docs/publishing.md."""
    failed = False
    click.echo("| client | version | tables read |\n| --- | --- | --- |")
    for client in (*PYTHON, *NODE):
        kind = "node" if client in NODE else client.replace(" ", "_")
        if client in NODE and shutil.which("npm") is None:
            click.echo(f"| {client} | | not tried: no npm here |")
            continue
        for file in files:
            folder = PROJECT / "build" / "clients" / kind
            reading = read(client, file, ask(file), folder)
            failed |= bool(reading.faults)
            result = "; ".join(reading.faults) or f"all {reading.tables}"
            click.echo(f"| {client} | {reading.version} | {file.name}: {result} |")
    sys.exit(failed)


if __name__ == "__main__":
    main()

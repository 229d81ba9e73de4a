"""``competency doctor``: what is wrong here, and how to mend it."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
from packaging.requirements import Requirement

from competency_warehouse.ask_dbt import ask
from competency_warehouse.build_file import BUILD_FILE, some_of
from competency_warehouse.console import facts, say, step
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.git_state import PROJECT
from competency_warehouse.publish import PUBLISHED
from competency_warehouse.published_copy import open_build_file
from competency_warehouse.published_set import TEAM_FILE, read_manifest

# The variables of the environment that mean something to the project.
VARIABLES = {
    "COMPETENCY_BUILD_FILE",
    "COMPETENCY_EXPORTS",
    "COMPETENCY_MEMORY_LIMIT",
    "COMPETENCY_PSEUDONYM_KEY",
    "COMPETENCY_SPARK_DIR",
    "COMPETENCY_SPARK_FORMAT",
    "COMPETENCY_SPARK_JARS",
    "COMPETENCY_SPARK_MEMORY",
    "COMPETENCY_STATE_FILE",
    "COMPETENCY_THREADS",
    "COMPETENCY_WAIT_SECONDS",
}
LEAST_FREE_BYTES = 1_000_000_000
_MAKE_ANEW = "Make the environment anew: make clean warehouse."


@dataclass(frozen=True)
class Finding:
    """What one look found.

    Attributes:
        verdict: ``ok``; ``note``: may be as it should; ``fault``: keeps from working.
        what: what was found.
        remedy: what to do; empty where there is nothing to do.
    """

    verdict: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """The finding as a line."""
        return f"{self.verdict:<6}{self.what}{' ' if self.remedy else ''}{self.remedy}"


def examine(exports: str) -> Iterator[Finding]:
    """Look at everything, the cheap things first.

    Args:
        exports: the export folder; empty: the one of the environment, or the seeds.
    """
    yield from _packages()
    yield from _variables()
    build_file = PROJECT / os.environ.get("COMPETENCY_BUILD_FILE", BUILD_FILE)
    yield from _room(build_file.parent)
    yield from _build_and_published(build_file)
    yield from _exports(exports or os.environ.get("COMPETENCY_EXPORTS", ""))


def _packages() -> Iterator[Finding]:
    """Python, and the packages that the lock names."""
    yield Finding("ok", f"Python {platform.python_version()} in {sys.prefix}.")
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    missing, others, alike = [], [], 0
    for line in re.findall(r"^[a-z0-9].*==.*?(?= \\$|$)", lock, re.MULTILINE):
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            missing.append(wanted.name)
            continue
        if found in wanted.specifier:
            alike += 1
        else:
            others.append(f"{wanted.name} {found} in place of {wanted.specifier}")
    if missing:
        yield Finding("fault", f"Not installed: {some_of(missing)}.", _MAKE_ANEW)
    if others:
        yield Finding(
            "note", f"Not as in requirements.lock: {some_of(others)}.", _MAKE_ANEW
        )
    yield Finding("ok", f"{alike} packages as in requirements.lock.")


def _variables() -> Iterator[Finding]:
    """Variables that nothing here reads, and the key of the pseudonyms."""
    for name in sorted(os.environ):
        if name.startswith("COMPETENCY_") and name not in VARIABLES:
            yield Finding(
                "fault",
                f"Nothing reads the variable {name}.",
                f"Unset it, or name one of {', '.join(sorted(VARIABLES))}.",
            )
    if not os.environ.get("COMPETENCY_PSEUDONYM_KEY"):
        yield Finding(
            "note",
            "COMPETENCY_PSEUDONYM_KEY is not set: the release edition has no persons.",
            "docs/privacy.md says how to make one, if you want them.",
        )


def _room(folder: Path) -> Iterator[Finding]:
    """Whether the build folder can be written, and has room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding(
            "fault",
            f"{folder} cannot be written: {error.strerror}.",
            "Make it writable, or name another file by COMPETENCY_BUILD_FILE.",
        )
        return
    yield Finding(
        "ok" if free >= LEAST_FREE_BYTES else "note",
        f"{folder} can be written; {free / 1e9:.1f} GB are free.",
        "" if free >= LEAST_FREE_BYTES else "A build may need more: make room.",
    )


def _build_and_published(file: Path) -> Iterator[Finding]:
    """The last build, and whether it is what is published."""
    build_id = None
    if not file.is_file():
        yield Finding("note", f"{file} is not there yet.", "Build it: make warehouse.")
    else:
        try:
            with open_build_file(file, Path(tempfile.gettempdir()), 0, say) as build:
                build_id = build.last_run.build_id
                fault = build.last_run.fault()
        except UserError as error:
            yield Finding("fault", error.message)
        else:
            yield Finding(
                "note" if fault else "ok",
                f"{fault}." if fault else f"{file} holds the whole build {build_id}.",
                "It cannot be published; build all: make warehouse." if fault else "",
            )
    manifest = read_manifest(PROJECT / PUBLISHED)
    if manifest is None:
        yield Finding("note", "Nothing is published yet.", "Publish: make warehouse.")
        return
    published = manifest["build"]["build_id"]
    is_last = build_id in (None, published)
    yield Finding(
        "ok" if is_last else "note",
        f"{PUBLISHED / TEAM_FILE} is of build {published}"
        f"{'' if is_last else f', the last one is {build_id}'}.",
        "" if is_last else "Publish it: competency publish.",
    )


def _exports(folder: str) -> Iterator[Finding]:
    """The export that a build would read: every table that is not as it must be."""
    if not folder:
        yield Finding(
            "note",
            "No export folder is named: a build reads the demo in seeds/.",
            "Name yours: competency doctor FOLDER, or COMPETENCY_EXPORTS.",
        )
    # In a target folder of its own, and in memory: neither a build that runs nor what
    # dbt knows of the last one is in the way.
    arguments = (
        *("--target", "lint", "--target-path", "target/doctor"),
        *("--vars", json.dumps({"exports_dir": folder})),
    )

    def fault_of(*tables: str) -> str | None:
        return ask("check_export_tables", *arguments, tables=tables).error

    if not folder:
        fault = ask("exports_dir", *arguments).error
        sound = "dbt reads the project."
    else:
        fault = fault_of(*EXPORT_TABLES)
        sound = f"{folder} can be read, and has the tables and columns it must have."
    found = [fault] if fault else []
    # The first fault of any table; where the folder itself is sound, that of each.
    if fault and folder and fault_of() is None:
        faults = (fault_of(table) for table in EXPORT_TABLES)
        found = list(dict.fromkeys(each for each in faults if each))
    for fault in found:
        yield Finding("fault", fault)
    if not found:
        yield Finding("ok", sound)


_EXAMPLE = """\b
Examples:
  competency doctor
  competency doctor /srv/exports
  competency doctor --json /srv/exports
"""


@click.command("doctor", epilog=_EXAMPLE)
@click.argument("folder", default="", metavar="[FOLDER]")
def doctor(folder: str) -> None:
    """Say what is wrong with this installation and an export FOLDER, and the remedy.

    Looked at are Python and its packages, variables of the environment, the room on
    the disk, the last build and what is published of it, and each table of the export:
    FOLDER, or the one that COMPETENCY_EXPORTS names. Nothing is changed. What is wrong
    with single records is said by a build: quality.qly_rejected_records.

    Exit code 0: nothing keeps the warehouse from being built. 1: something does.
    """
    with step("Looking at the installation and the export"):
        findings = list(examine(str(Path(folder).resolve()) if folder else ""))
    for finding in findings:
        say(str(finding), is_answer=finding.verdict != "ok")
    facts(findings=[asdict(finding) for finding in findings])
    faults = sum(finding.verdict == "fault" for finding in findings)
    if faults:
        raise UserError(f"{faults} {'fault' if faults == 1 else 'faults'} to mend.")
    say("Nothing keeps the warehouse from being built.")

"""Every command can be quiet, speak JSON and tell of what takes long; the doctor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from competency_warehouse import console
from competency_warehouse.cli import main
from competency_warehouse.console import ConsoleGroup, step, with_console
from competency_warehouse.doctor import VARIABLES
from warehouse import PROJECT, copy_seeds

PAGE = """\
## Example Subdomain

### Example Skill

=== "Entry"

    - Does it with help

=== "Mid"

    - Does it alone

=== "Senior"

    - Teaches it
"""


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> list[Any]:
    """Names and objects of all commands below a group."""
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += every_command(command, (*path, name))
        else:
            found.append(((*path, name), command))
    return found


def import_a_page(folder: Path, *options: str, text: str = PAGE) -> Result:
    """Import a framework of one page."""
    (folder / "page.md").write_text(text)
    return CliRunner().invoke(
        main,
        [
            *("import", "framework", str(folder / "page.md"), "--framework", "example"),
            *("--release", "2025-01", "--released-on", "2025-01-01"),
            *("--out", str(folder / "exports"), *options),
        ],
    )


@pytest.mark.parametrize("command", every_command(main), ids=lambda each: each[0][-1])
def test_every_command_takes_both(command: tuple[tuple[str, ...], Any]) -> None:
    """--quiet and --json are in the help of each."""
    shown = CliRunner().invoke(main, [*command[0], "--help"])
    assert "--quiet" in shown.output
    assert "--json" in shown.output


def test_json_is_one_object(tmp_path: Path) -> None:
    """What was said, the facts, and nothing else."""
    done = import_a_page(tmp_path, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["command"].endswith("import framework")
    assert said["ok"] is True
    assert said["result"]["counts"]["skills"] == 1
    assert any("Wrote release 2025-01" in message for message in said["messages"])
    assert done.stderr == ""


def test_json_has_the_error(tmp_path: Path) -> None:
    """An error is part of the object; the exit code stays."""
    done = import_a_page(tmp_path, "--json", text="Nothing of a framework.\n")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert "page.md is no framework page" in said["error"]


def test_quiet_says_nothing_but_errors(tmp_path: Path) -> None:
    """Neither what was done nor how long it took; why it was not done is said."""
    done = import_a_page(tmp_path, "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    failed = import_a_page(tmp_path, "--quiet", text="Nothing of a framework.\n")
    assert failed.exit_code == 1
    assert "Error: " in failed.stderr


def test_what_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step says what it does once it takes long, and at its end how long it took."""
    monkeypatch.setattr(console, "STEP_SECONDS", 0.05)

    @click.group(cls=ConsoleGroup)
    def group() -> None:
        """Hold the command."""

    @group.command()
    def work() -> None:
        """Do something quick, and something that takes long."""
        with step("Being quick"):
            pass
        with step("Taking long"):
            time.sleep(0.3)

    with_console(work)
    lines = CliRunner().invoke(group, ["work"]).stderr.splitlines()
    assert lines[0] == "Taking long ..."
    assert lines[1].startswith("Taking long: 0.")
    assert len(lines) == 2
    assert CliRunner().invoke(group, ["work", "--quiet"]).output == ""


def test_the_doctor_finds_every_fault(tmp_path: Path) -> None:
    """All at once, each with its file and remedy; and what is sound."""
    exports = copy_seeds(tmp_path / "exports")
    (exports / "teams.csv").unlink()
    (exports / "roles.csv").write_text("role_id;role_name\n")
    people = exports / "people.csv"
    people.write_text(people.read_text().replace("email", "mail", 1))
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("competency")),
            *("doctor", "--json", str(exports)),
        ],
        env={
            **{name: value for name, value in os.environ.items() if name != "TZ"},
            "COMPETENCY_EXPORT": str(exports),
            "COMPETENCY_BUILD_FILE": str(tmp_path / "build" / "competency.duckdb"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    faults = [
        f"{finding['what']} {finding['remedy']}"
        for finding in said["result"]["findings"]
        if finding["verdict"] == "fault"
    ]
    assert said["error"] == "4 faults to mend."
    for fault, *words in zip(
        faults,
        ["COMPETENCY_EXPORT.", "teams.csv", "roles.csv, row 1", "people.csv, row 1"],
        ["Unset it", "Add it with the columns", "Save the file as", "lacks email"],
        strict=True,
    ):
        for word in words:
            assert word in fault


def test_the_doctor_knows_every_variable() -> None:
    """The variables that it takes for known are those that are read anywhere."""
    read = set()
    files = [PROJECT / "Makefile", PROJECT / "profiles.yml"]
    for folder in ("src", "macros", "models"):
        files += [file for file in (PROJECT / folder).rglob("*.*") if file.is_file()]
    for file in files:
        if file.suffix in ("", ".py", ".sql", ".yml") and file.name != "doctor.py":
            for word in file.read_text().replace('"', "'").split("'"):
                if word.startswith("COMPETENCY_") and word.isupper():
                    read.add(word)
    assert read == VARIABLES

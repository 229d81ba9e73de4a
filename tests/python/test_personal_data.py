"""No real person's data in the repository, nor a way in for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from competency_warehouse.personal_data import find_in, main
from warehouse import PROJECT

# Put together here, so that this file itself holds nothing of the shapes.
ADDRESS = "jo.smith" + "@" + "nhs.net"
NHS_NUMBER = "943 476 " + "5919"
NATIONAL_INSURANCE = "QQ123456C".replace("QQ", "AB")


def test_what_git_tracks_holds_no_personal_data() -> None:
    """The whole repository, as the hook would see it."""
    tracked = subprocess.run(
        [shutil.which("git") or "", "ls-files", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    files = [PROJECT / name for name in tracked if name and (PROJECT / name).is_file()]
    assert len(files) > 100
    assert [str(each) for file in files for each in find_in(file)] == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("notes.md", f"ask {ADDRESS} about it", "row 1: an e-mail address"),
        ("a.py", f"x = 1\n# {NHS_NUMBER}\n", "row 2: a valid NHS number"),
        ("a.csv", "a\n" + NHS_NUMBER.replace(" ", ""), "row 2: a valid NHS number"),
        ("a.txt", NATIONAL_INSURANCE, "row 1: the form of a National Insurance"),
        ("people.csv", "person_id,full_name\nperson_1,Jo Smith\n", "row 2: full_name"),
        ("ratings.csv", "person_id,level\nsmithj,mid\n", "row 2: person_id may be"),
        ("people.tsv", "Full Name\tx\nJo Smith\t1\n", "row 2: Full Name may be"),
        ("people.parquet", "PAR1", "people.parquet: a file of data"),
    ],
)
def test_each_shape_is_found(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
    found: str,
) -> None:
    """It is named by file and row with what to do, and not repeated."""
    file = tmp_path / name
    file.write_text(text)
    assert main([str(file)]) == 1
    printed = capsys.readouterr().out
    assert found in printed
    assert "Smith" not in printed.replace(str(tmp_path), "")


@pytest.mark.parametrize(
    "text",
    [
        "jo@example.org, jo@mail.example.com, jo@nowhere.invalid",
        "uses: actions/checkout@v4, run at 0123456789 or 943 476 5910",
        "--hash=sha256:9434765919abcdef",
    ],
)
def test_what_only_looks_alike_passes(tmp_path: Path, text: str) -> None:
    """Addresses of nobody, versions, hashes and other numbers."""
    file = tmp_path / "notes.md"
    file.write_text(text)
    assert main([str(file)]) == 0


def test_the_hook_runs_it() -> None:
    """What pre-commit calls is there, and says no by its exit code."""
    assert (
        "-m competency_warehouse.personal_data"
        in (PROJECT / ".pre-commit-config.yaml").read_text()
    )
    ran = subprocess.run(
        [sys.executable, "-m", "competency_warehouse.personal_data", "README.md"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")

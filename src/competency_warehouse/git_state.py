"""Which commit of this project is at work."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]


class GitState(NamedTuple):
    """A commit, and whether the files differ from it.

    Attributes:
        commit: all digits of the commit.
        is_modified: whether a file was changed or added since; what git ignores does
            not count.
    """

    commit: str
    is_modified: bool


def git_state(folder: Path = PROJECT) -> GitState | None:
    """The commit that is checked out; None outside a repository, or without git."""
    git = shutil.which("git")
    if git is None:
        return None
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_")
    }

    def said(*arguments: str) -> str | None:
        done = subprocess.run(
            # Nothing is written, and no program of the repository's choice is run.
            [git, "--no-optional-locks", "-c", "core.fsmonitor=false", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    commit = said("rev-parse", "--verify", "--quiet", "HEAD")
    status = said("status", "--porcelain")
    if not commit or status is None:
        return None
    return GitState(commit, is_modified=bool(status))

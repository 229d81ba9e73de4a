"""The states of a framework in the history of a git repository.

git itself reads the repository, as a child process: no working copy is touched, none
is needed, and nothing is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import click

from competency_warehouse.errors import UserError, shown
from competency_warehouse.framework import Framework
from competency_warehouse.readers import MAX_BYTES_IN_ALL, MAX_PAGE_BYTES, Page

MAX_FILES = 1_000_000
MAX_NAMED = 10
SHORT_HEX = 7

_FILE_MODES = (b"100644", b"100755")
_KEPT_VARIABLES = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH")


class GitOptions(NamedTuple):
    """The options of :func:`git_options`, under their names."""

    repository: Path
    pattern: str
    branch: str | None
    refs: tuple[str, ...]


def git_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose states in the history of a repository."""
    for option in (
        click.option(
            "--ref",
            "refs",
            metavar="NAME",
            multiple=True,
            help="With --git, a tag or commit to take in place of a whole branch; may "
            "be given again.",
        ),
        click.option(
            "--branch",
            metavar="NAME",
            help="With --git, the branch whose first-parent line is read.  [default: "
            "the one that is checked out]",
        ),
        click.option(
            "--path",
            "pattern",
            metavar="PATTERN",
            help="With --git, which files are pages, from the top of the repository: a "
            "file, a folder, or a pattern such as 'docs/**/*.md'.",
        ),
        click.option(
            "--git",
            "repository",
            metavar="REPO",
            type=click.Path(path_type=Path),
            help="A git repository to read the history of, in place of PAGE.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Commit:
    """A commit, by all its hexadecimal digits, and the second of its making."""

    id: str
    timestamp: int

    @property
    def day(self) -> str:
        """The day on which it was made, in UTC, as 2025-05-02."""
        return datetime.fromtimestamp(self.timestamp, UTC).date().isoformat()

    @property
    def release_id(self) -> str:
        """The release that it is, as 2025-05-02-1a2b3c4."""
        return f"{self.day}-{self.id[:SHORT_HEX]}"


class Repository:
    """A git repository, with or without a working copy."""

    def __init__(self, path: Path) -> None:
        """Open a repository.

        Args:
            path: the repository, or a folder in its working copy.

        Raises:
            UserError: there is no git, or no repository.
        """
        self._path = path
        self._git = shutil.which("git") or ""
        if not self._git:
            raise UserError("git was not found. Install it, or import pages instead.")
        if not path.is_dir():
            raise UserError(f"{path} is no folder. Name a git repository.")
        self._run("rev-parse", "--git-dir")
        self._nothing = self._run("hash-object", "-t", "tree", "--stdin").strip()
        self.is_cut = self._run("rev-parse", "--is-shallow-repository") == "true\n"

    def line(self, pattern: str, branch: str | None = None) -> list[Commit]:
        """The first-parent line of a branch, oldest first, where files changed.

        Args:
            pattern: which files, from the top of the repository: a file, a folder, or
                a pattern in which ``*`` stays in a folder and ``**`` does not.
            branch: by default the one that is checked out.

        Raises:
            UserError: there is no such branch, or no file like this was ever on it.
        """
        tip = self._tip(branch)
        walk = ("rev-list", "--first-parent", "--reverse", "--timestamp", tip)
        commits = _commits(self._run(*walk, "--", _pathspec(pattern)))
        if not commits:
            raise UserError(
                f"No file on this branch of {self._path} is like {pattern}. Name files "
                "from the top of the repository, for example 'docs/**/*.md'."
            )
        return commits

    def named(self, names: Iterable[str]) -> list[Commit]:
        """The commits of these names, each once, oldest first.

        Args:
            names: tags, or commits by their hexadecimal digits.

        Raises:
            UserError: one of them is not there.
        """
        found = {}
        for name in names:
            key = self._commit(name)
            if not key:
                raise UserError(
                    f"{self._path} has no tag or commit {name}. It has the tags "
                    f"{self._names('refs/tags')}."
                )
            [commit] = _commits(self._run("rev-list", "--no-walk", "--timestamp", key))
            found[commit.id] = commit
        return sorted(found.values(), key=lambda commit: commit.timestamp)

    def pages(self, commit: Commit, pattern: str) -> list[Page]:
        """The files of a commit, as they were.

        Args:
            commit: the commit.
            pattern: which files, as for :meth:`line`.

        Raises:
            UserError: no file is like this, one is too large or not there, or there
                are too many.
        """
        self._check_size(commit)
        compare = ("diff-tree", "-r", "-z", "--no-renames", self._nothing, commit.id)
        words = self._run_raw(*compare, "--", _pathspec(pattern)).split(b"\0")
        blobs = {}
        for about, path in zip(words[::2], words[1::2], strict=False):
            _, mode, _, blob, _ = about.split()
            if mode in _FILE_MODES:
                blobs[shown(path.decode(errors="backslashreplace"))] = blob
        if not blobs:
            raise UserError(f"No file is like {pattern}.")
        names = sorted(blobs, key=lambda name: PurePosixPath(name).parts)
        contents = self._contents([blobs[name] for name in names])
        return [
            Page(name, content, is_named=False)
            for name, content in zip(names, contents, strict=True)
        ]

    def _check_size(self, commit: Commit) -> None:
        """Refuse a tree that holds itself many times over, before it is listed."""
        with subprocess.Popen(
            self._command("ls-tree", "-r", "-z", "--name-only", commit.id),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_surroundings(),
        ) as git:
            count = 0
            while git.stdout and (chunk := git.stdout.read(1 << 16)):
                count += chunk.count(b"\0")
                if count > MAX_FILES:
                    git.kill()
                    raise UserError(
                        f"{self._path} has over {MAX_FILES:,} files, which no "
                        "repository of a framework has."
                    )

    def _contents(self, blobs: list[bytes]) -> Iterator[bytes]:
        wanted = b"\n".join(blobs) + b"\n"
        sizes = self._run_raw("cat-file", "--batch-check=%(objectsize)", stdin=wanted)
        in_all = 0
        for size in sizes.split(b"\n")[:-1]:
            if not size.isdigit():
                raise UserError(
                    "A file is not in this copy. Fetch it, or clone the whole."
                )
            if int(size) > MAX_PAGE_BYTES:
                raise UserError(
                    f"A file is larger than {MAX_PAGE_BYTES // 1_000_000} MB."
                )
            in_all += int(size)
            if in_all > MAX_BYTES_IN_ALL:
                raise UserError(
                    f"The files have over {MAX_BYTES_IN_ALL // 1_000_000} MB in all. "
                    "Name fewer with --path."
                )
        stream = self._run_raw("cat-file", "--batch", stdin=wanted)
        place = 0
        while place < len(stream):
            end = stream.index(b"\n", place)
            size = int(stream[place:end].split()[-1])
            yield stream[end + 1 : end + 1 + size]
            place = end + size + 2

    def _tip(self, branch: str | None) -> str:
        if branch is None:
            if tip := self._commit("HEAD"):
                return tip
            raise UserError(
                f"{self._path} has no commit that is checked out. Name a --branch: "
                f"{self._names('refs/heads')}."
            )
        for place in ("refs/heads", "refs/remotes/origin", "refs/remotes"):
            if tip := self._commit(f"{place}/{branch}"):
                return tip
        raise UserError(
            f"{self._path} has no branch {branch}. It has "
            f"{self._names('refs/heads', 'refs/remotes')}."
        )

    def _commit(self, name: str) -> str:
        """All the digits of a commit; empty when there is none of this name."""
        if name.startswith("-"):
            return ""
        done = self._start("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else ""

    def _names(self, *places: str) -> str:
        listed = self._run("for-each-ref", "--format=%(refname:short)", *places)
        names = listed.split()
        more = ", ..." if len(names) > MAX_NAMED else ""
        return (", ".join(names[:MAX_NAMED]) or "none") + more

    def _run(self, *arguments: str) -> str:
        return self._run_raw(*arguments).decode(errors="replace")

    def _run_raw(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = self._start(*arguments, stdin=stdin)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().split("\n")[0]
            raise UserError(
                f"git cannot read {self._path}: {said.removeprefix('fatal: ')}. Name a "
                "git repository that you may read."
            )
        return done.stdout

    def _start(
        self, *arguments: str, stdin: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self._command(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            env=_surroundings(),
        )

    def _command(self, *arguments: str) -> list[str]:
        fixed = ("--no-replace-objects", "-c", "protocol.allow=never")
        return [self._git, *fixed, "-C", str(self._path), *arguments]


def _surroundings() -> dict[str, str]:
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT_VARIABLES)
    }
    return variables | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


def _pathspec(pattern: str) -> str:
    return f":(top,glob){pattern.removeprefix('./')}"


def _commits(listed: str) -> list[Commit]:
    pairs = (line.split() for line in listed.splitlines())
    return [Commit(key, int(timestamp)) for timestamp, key in pairs]


def new_states(
    repository: Repository,
    commits: Iterable[Commit],
    pattern: str,
    known: Mapping[str, str],
    read: Callable[[list[Page]], Framework],
) -> Iterator[tuple[Commit, Framework | str]]:
    """The frameworks at these commits, without those that say the same as the last.

    Args:
        repository: where the commits are.
        commits: oldest first.
        pattern: which files, as for :meth:`Repository.line`.
        known: content hashes of releases that are there already, by release id; these
            are not read again.
        read: makes a framework of pages.

    Yields:
        A commit, with its framework, or with the reason why there is none.
    """
    last = ""
    for commit in commits:
        if commit.release_id in known:
            last = known[commit.release_id]
            continue
        try:
            framework = read(repository.pages(commit, pattern))
        except UserError as error:
            yield commit, error.message
            continue
        if framework.content_hash() != last:
            last = framework.content_hash()
            yield commit, framework

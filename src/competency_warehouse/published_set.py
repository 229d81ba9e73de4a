"""The set of files in ``dist/``, and the switch from one set to the next.

A set is made aside, checked and synced. Then one rename, of ``.publishing/aside`` to
``.publishing/next``, decides: before it nothing has happened, after it the set will be
published, by this process or, when that is killed, by the next. What follows are
renames that can be done again: each file whole, ``manifest.json`` last.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import filelock

from competency_warehouse.build_file import Tell
from competency_warehouse.errors import UserError

MANIFEST = "manifest.json"
TEAM_FILE = "competency.duckdb"
RELEASE_FILE = "competency_release.duckdb"
DATA_DOCS = "data_docs"
PARQUET = "parquet"

Manifest = dict[str, Any]

_PLAN = ".plan.json"
_POLL_SECONDS = 0.2


class FileFacts(NamedTuple):
    """What the manifest says of a file, whatever it holds.

    Attributes:
        bytes: its size.
        sha256: its digest, in hexadecimal.
    """

    bytes: int
    sha256: str

    @classmethod
    def of(cls, file: Path) -> FileFacts:
        """Read a file and measure it."""
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(file.stat().st_size, digest)


class PublishedSet:
    """``dist/`` in the hands of one process; :func:`in_hand` gives it.

    Attributes:
        folder: ``dist/``.
        aside: where the next set is made; empty at first.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        """Name the places; nothing is read or written."""
        self.folder = folder
        self._wait = wait
        self._work = folder / ".publishing"
        self.aside = self._work / "aside"
        self._next = self._work / "next"
        self._previous = folder / "previous"

    @property
    def is_decided(self) -> bool:
        """Whether a set is on its way from aside to its place."""
        return self._next.exists()

    @property
    def spill(self) -> Path:
        """Where DuckDB puts what does not fit into memory."""
        return self._work / "spill"

    @property
    def failed(self) -> Path:
        """Where the Data Docs of a failed check stay until the next run."""
        return self._work / "failed"

    def manifest(self) -> Manifest | None:
        """The manifest of what is published; None when nothing is."""
        return read_manifest(self.folder)

    def kept(self) -> list[int]:
        """The publications in ``previous/``, the oldest first."""
        if not self._previous.is_dir():
            return []
        return sorted(
            int(each.name) for each in self._previous.iterdir() if each.name.isdigit()
        )

    def next_publication(self) -> int:
        """The number of the set that is made next."""
        current = self.manifest()
        return max([0, *self.kept(), current["publication"] if current else 0]) + 1

    def carry_over(self, name: str) -> bool:
        """Take a file or folder of the published set into the next, if it is there."""
        source = self.folder / name
        if not source.exists():
            return False
        (self.aside / name).parent.mkdir(parents=True, exist_ok=True)
        _link(source, self.aside / name)
        return True

    def publish(self, manifest: Manifest, keep: int) -> None:
        """Put what was made aside in the place of what is published.

        Args:
            manifest: what is aside, without the facts of each file.
            keep: how many earlier sets to keep, this one's predecessor the first.
        """
        current = self.manifest()
        self._switch(
            manifest,
            {
                "keep": keep,
                "replaces": current["publication"] if current else None,
            },
        )

    def roll_back(self, published_at: str) -> Manifest:
        """Put the last of the kept sets back, if every file of it is as it was.

        Args:
            published_at: UTC moment, for the manifest.

        Returns:
            The manifest of what is published now.

        Raises:
            UserError: there is no earlier set, or it is damaged.
        """
        kept = self.kept()
        if not kept:
            raise UserError(
                f"{self._previous} holds no earlier publication. Publish with --keep 1 "
                "or more to have one the next time."
            )
        source = self._previous / str(kept[-1])
        manifest = read_manifest(source)
        if manifest is None:
            raise UserError(
                f"{source} has no {MANIFEST}. Delete this folder, and the one before "
                "it can be put back."
            )
        for name, facts in manifest["files"].items():
            file = source / name
            if not file.is_file():
                raise _damaged(source, f"{file} is gone")
            if FileFacts.of(file) != (facts["bytes"], facts["sha256"]):
                raise _damaged(source, f"{file} is not as it was published")
        for name in _units(manifest):
            if (source / name).exists():
                _link(source / name, self.aside / name)
        current = self.manifest()
        manifest = {
            **manifest,
            "publication": self.next_publication(),
            "published_at": published_at,
            "rolled_back": {
                "from_build_id": current["build"]["build_id"] if current else None,
                "to_publication": kept[-1],
            },
        }
        self._switch(manifest, {"puts_back": kept[-1]})
        return manifest

    def _switch(self, manifest: Manifest, plan: dict[str, Any]) -> None:
        """Decide for the set that is aside, and bring it about."""
        write_json(self.aside / MANIFEST, manifest)
        units = {each.name for each in self.aside.iterdir()}
        old = self.manifest()
        plan["remove"] = sorted(_units(old) - units) if old else []
        write_json(self.aside / _PLAN, plan)
        _sync_tree(self.aside)
        self._patiently(self._next, lambda: self.aside.rename(self._next))
        _sync_folder(self._work)
        self.finish()

    def finish(self) -> Manifest | None:
        """Bring about what was decided; done again, it goes on where it stopped.

        Returns:
            The manifest of the set, when there was something to finish.
        """
        plan_file = self._next / _PLAN
        if not plan_file.exists():
            # Nothing was decided, or all but the tidying up is done.
            _remove(self._next)
            return None
        plan = json.loads(plan_file.read_text(encoding="utf-8"))
        if plan.get("keep"):
            self._keep(plan["replaces"])
        names = {each.name for each in self._next.iterdir()} - {_PLAN, MANIFEST}
        for name in sorted(names):
            self._place(name)
        for name in plan["remove"]:
            self._displace(name)
        if (self._next / MANIFEST).exists():
            self._place(MANIFEST)
        _sync_folder(self.folder)
        self._forget(plan)
        plan_file.unlink()
        _remove(self._next)
        return self.manifest()

    def tidy(self) -> None:
        """Remove what a killed run left behind; the lock stays."""
        for each in self._work.iterdir():
            if each not in {self._next, self._work / "lock", self._work / "holder"}:
                _remove(each)

    def _keep(self, publication: int | None) -> None:
        """Keep the published set in ``previous/``, unless that was done before."""
        current = self.manifest()
        if current is None or current["publication"] != publication:
            return
        place = self._previous / str(publication)
        if place.exists():
            return
        keeping = self._work / "keeping"
        _remove(keeping)
        keeping.mkdir()
        for name in [*_units(current), MANIFEST]:
            if (self.folder / name).exists():
                _link(self.folder / name, keeping / name)
        _sync_tree(keeping)
        self._previous.mkdir(exist_ok=True)
        keeping.rename(place)
        _sync_folder(self._previous)

    def _forget(self, plan: dict[str, Any]) -> None:
        """Remove the kept sets that are too many, or are published again."""
        if "puts_back" in plan:
            _remove(self._previous / str(plan["puts_back"]))
        else:
            kept = self.kept()
            for publication in kept[: max(0, len(kept) - plan["keep"])]:
                _remove(self._previous / str(publication))
        if self._previous.is_dir() and not any(self._previous.iterdir()):
            self._previous.rmdir()

    def _place(self, name: str) -> None:
        """Move one file or folder of the next set to where it is read."""
        source, target = self._next / name, self.folder / name
        if target.is_dir() or (source.is_dir() and target.exists()):
            self._displace(name)
        self._patiently(target, lambda: source.replace(target))

    def _displace(self, name: str) -> None:
        target = self.folder / name
        if target.is_dir():
            # A folder cannot be renamed over another: for a moment there is none.
            old = self._work / f"old-{name}"
            _remove(old)
            self._patiently(target, lambda: target.rename(old))
            _remove(old)
        else:
            self._patiently(target, lambda: target.unlink(missing_ok=True))

    def _patiently(self, target: Path, action: Callable[[], Any]) -> None:
        """Do it; where the system refuses while a reader has the file open, wait."""
        end = time.monotonic() + self._wait
        while True:
            try:
                action()
            except PermissionError as error:
                # Windows only: elsewhere an open file can be replaced.
                if os.name != "nt" or time.monotonic() >= end:
                    raise UserError(
                        f"{target} cannot be replaced: {error.strerror}. Close it in "
                        "other programs, see that the folder can be written, and run "
                        "competency publish again, which finishes what has begun."
                    ) from error
                time.sleep(_POLL_SECONDS)
            else:
                return


@contextmanager
def in_hand(folder: Path, wait: float, tell: Tell) -> Iterator[PublishedSet]:
    """Take ``dist/`` in hand, alone, and put right what a killed run left.

    The lock is the system's own: it falls with the process that holds it.

    Args:
        folder: ``dist/``; made when it does not exist.
        wait: seconds to wait for another process.
        tell: takes messages.

    Raises:
        UserError: the folder cannot be written, or another process has it in hand.
    """
    work = folder / ".publishing"
    try:
        work.mkdir(parents=True, exist_ok=True)
        lock = _lock(folder, work, wait, tell)
    except OSError as error:
        raise UserError(
            f"Cannot write to {folder}: {error.strerror}. Make the folder writable, or "
            "name another with --out."
        ) from error
    published = PublishedSet(folder, wait)
    try:
        (work / "holder").write_text(
            f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8"
        )
        published.tidy()
        if finished := published.finish():
            tell(
                f"Finished what a run that was cut short had begun: {folder} is now "
                f"publication {finished['publication']}, build "
                f"{finished['build']['build_id']}."
            )
        published.aside.mkdir()
        yield published
    except OSError as error:
        raise UserError(
            f"{error.filename or folder}: {error.strerror}. "
            + (
                "The new files are not all in their places. "
                if published.is_decided
                else "Nothing was published. "
            )
            + "Make room, and the folder writable, and run competency publish again."
        ) from error
    finally:
        shutil.rmtree(work / "aside", ignore_errors=True)
        lock.release()


def _lock(folder: Path, work: Path, wait: float, tell: Tell) -> filelock.FileLock:
    lock = filelock.FileLock(work / "lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        holder = work / "holder"
        name = holder.read_text("utf-8") if holder.exists() else "another process"
        if wait:
            tell(f"{folder} is in the hands of {name}: waiting up to {wait:g} seconds.")
        try:
            lock.acquire(timeout=wait, poll_interval=_POLL_SECONDS)
        except filelock.Timeout as error:
            raise UserError(
                f"{folder} is in the hands of {name}, which publishes. Wait for it to "
                "end, and try again."
            ) from error
    return lock


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Write JSON that people can read."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder of published files; None where there is none.

    Raises:
        UserError: the file is no manifest.
    """
    file = folder / MANIFEST
    if not file.exists():
        return None
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        manifest["publication"], manifest["build"]["build_id"], manifest["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{file} is no manifest as competency publish writes it. Delete it, and "
            "publish again."
        ) from error
    return manifest


def _units(manifest: Manifest) -> set[str]:
    """The files and folders of a set, as they lie in ``dist/``."""
    return {name.partition("/")[0] for name in manifest["files"]} | {
        *manifest.get("folders", [])
    }


def _damaged(folder: Path, what: str) -> UserError:
    return UserError(
        f"{what}: this earlier publication cannot be trusted, and nothing was changed. "
        f"Delete {folder}, and the one before it can be put back."
    )


def _link(source: Path, target: Path) -> None:
    """Give a file, or all files of a folder, a second name; else copy."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link_file)
    else:
        _link_file(source, target)


def _link_file(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        # Some file systems have no second names.
        shutil.copyfile(source, target)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

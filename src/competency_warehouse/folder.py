"""Write export folders so that nobody ever sees half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from competency_warehouse.errors import UserError


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """Give a scratch folder; move its files into ``folder`` when the block succeeds.

    Files of the same name are replaced one by one by an atomic rename; other files of
    ``folder`` stay. If the block fails, ``folder`` is left as it was.

    Args:
        folder: where the files shall end up; made when it does not exist.

    Yields:
        The scratch folder, on the same file system as ``folder``.

    Raises:
        UserError: the folder cannot be made or written.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Name a folder to write to.")
    is_new = not folder.exists()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        home = folder.parent if is_new else folder
        aside = Path(tempfile.mkdtemp(prefix=".competency-", dir=home))
    except OSError as error:
        raise UserError(
            f"Cannot write to {folder}: {error.strerror}. "
            "Choose another folder or make this one writable."
        ) from error
    try:
        yield aside
        for path in aside.iterdir():
            _sync(path)
        if is_new:
            aside.chmod(0o755)
            aside.replace(folder)
        else:
            for path in sorted(aside.iterdir()):
                path.replace(folder / path.name)
    except OSError as error:
        raise UserError(f"Cannot write to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())

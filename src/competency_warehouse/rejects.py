"""Rows that an import could not use: where they go, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from competency_warehouse.errors import UserError

# Written beside the columns of the row.
REJECT_COLUMNS = (
    "reject_reason",
    "reject_remedy",
    "reject_candidates",
    "source_file",
    "source_sheet",
    "source_row",
)
# A cell that a spreadsheet would take for a formula is written with an apostrophe,
# which is taken off when the file is read again.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def rejects_path(
    folder: Path, what: str, wanted: Path | None, files: Iterable[Path]
) -> Path:
    """Where rejected rows go: never into the export folder, never over a source.

    Args:
        folder: the export folder.
        what: what was imported, for the name of the file.
        wanted: the file that a person named; None: one beside the folder.
        files: the files of the import.

    Raises:
        UserError: the file would be in the folder, or is one of the import.
    """
    folder = folder.absolute()
    path = wanted or folder.parent / f"{folder.name}-rejected-{what}.csv"
    path = path.absolute()
    if path.resolve().parent == folder.resolve():
        raise UserError(
            f"{path} would be in the export folder, which may hold no other CSV files. "
            "Name another place with --rejects."
        )
    if path.resolve() in {file.resolve() for file in files}:
        raise UserError(
            f"{path} is a file to import, and rejected rows would be written over it. "
            "Name another one with --rejects."
        )
    return path


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

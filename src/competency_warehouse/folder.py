"""Read export folders, and write them so that nobody ever sees half of one."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from competency_warehouse.contract import ExportTable
from competency_warehouse.errors import UserError

# Above the csv module's own limit of 128 KB a field: what was written is read back.
MAX_FIELD_CHARACTERS = 20_000_000


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


def read_table(folder: Path, table: ExportTable) -> list[tuple[str, ...]]:
    """Read the CSV file of one table; no rows when the folder does not hold it.

    Args:
        folder: the export folder, which may not exist yet.
        table: which table; the header must be its columns, in their order.

    Returns:
        One tuple of texts per row, columns as in the contract.

    Raises:
        UserError: the file cannot be read as this table, or the table is there as
            Parquet, to which rows cannot be added.
    """
    parquet = folder / f"{table.name}.parquet"
    if parquet.exists():
        raise UserError(
            f"{parquet} is Parquet, which this command cannot add to. Name another "
            f"folder, or write the table as {table.name}.csv and delete the Parquet."
        )
    path = folder / f"{table.name}.csv"
    if not path.exists():
        return []
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = tuple(next(reader, ()))
            _check_header(path, header, table)
            rows = []
            for row in reader:
                if len(row) != len(header):
                    raise UserError(
                        f"{path}:{reader.line_num}: {len(row)} fields, but the header "
                        f"has {len(header)}. Mend or remove the row."
                    )
                rows.append(tuple(row))
            return rows
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except csv.Error as error:
        raise UserError(f"{path}:{reader.line_num}: not CSV: {error}.") from error
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error


def _check_header(path: Path, header: tuple[str, ...], table: ExportTable) -> None:
    faults = [
        f"column {name} is {fault}"
        for names, others, fault in (
            (table.columns, header, "missing"),
            (header, table.columns, "unknown"),
        )
        for name in names
        if name not in others
    ]
    if not faults and header != table.columns:
        faults = ["the columns are in another order"]
    if faults:
        raise UserError(
            f"{path}: {'; '.join(faults)}. The header must be {','.join(table.columns)}"
        )


def write_table(
    folder: Path, table: ExportTable, rows: Iterable[tuple[str, ...]]
) -> None:
    """Write one table as CSV: UTF-8, a header, LF, quotes only where they are needed.

    Args:
        folder: where to write ``<table>.csv``; use :func:`written_aside`.
        table: which table.
        rows: texts, columns as in the contract.
    """
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(rows)

"""An export as it was some time ago, for an increment to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

# The last tenth is not there yet, and of the others every fiftieth was another record.
_BEFORE = """
    copy (
        select * exclude (file_row_number) replace (
            case when file_row_number % 50 = 0 then 'none' else level end as level,
            case
                when file_row_number % 100 = 0 then 'person_0001' else person_id
            end as person_id
        )
        from read_parquet(?, file_row_number = true)
        where file_row_number < 0.9 * (select count(*) from read_parquet(?))
    ) to '{file}' (format parquet)
"""


def part_of(exports: Path, folder: Path) -> Path:
    """Write the export as it was before its last records and corrections.

    Args:
        exports: folder of a whole export in Parquet.
        folder: the folder to make.
    """
    name = "assessments.parquet"
    shutil.copytree(exports, folder, ignore=shutil.ignore_patterns(name))
    with duckdb.connect() as connection:
        file = str(exports / name)
        connection.execute(_BEFORE.format(file=folder / name), [file, file])
    return folder

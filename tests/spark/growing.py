"""An export as it was some time ago, for an increment to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

# One had another name, and one was not there yet.
_PEOPLE = """
    select * exclude (file_row_number) replace (
        case when file_row_number = 3 then 'Example Person 0' else full_name end
            as full_name
    )
    from read_parquet($file, file_row_number = true)
    where file_row_number <> 5
"""
# The last tenth is not there yet, and of the others every fiftieth was another record.
_ASSESSMENTS = """
    select * exclude (file_row_number) replace (
        case when file_row_number % 50 = 0 then 'none' else level end as level,
        case when file_row_number % 100 = 0 then 'person_0001' else person_id end
            as person_id
    )
    from read_parquet($file, file_row_number = true)
    where file_row_number < 0.9 * (select count(*) from read_parquet($file))
"""
_BEFORE = {"people.parquet": _PEOPLE, "assessments.parquet": _ASSESSMENTS}


def part_of(exports: Path, folder: Path) -> Path:
    """Write the export as it was before its last records and corrections.

    Args:
        exports: folder of a whole export in Parquet.
        folder: the folder to make.
    """
    shutil.copytree(exports, folder, ignore=shutil.ignore_patterns(*_BEFORE))
    with duckdb.connect() as connection:
        for name, query in _BEFORE.items():
            rows = connection.sql(query, params={"file": str(exports / name)})
            rows.write_parquet(str(folder / name))
    return folder

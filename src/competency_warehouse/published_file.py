"""Open a published file, whatever it is called, to read it and nothing else."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from competency_warehouse.session import open_session

NAME = "published"


def connect(file: Path | str) -> duckdb.DuckDBPyConnection:
    """Open a file read-only under a name of ours.

    DuckDB names a database after its file: in one called ``marts.duckdb`` nobody could
    say whether ``marts.dim_people`` means the schema or the database.

    Args:
        file: the DuckDB file.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    # What does not fit into memory goes neither beside the file nor into this folder.
    spill = Path(tempfile.gettempdir()) / f"competency-spill-{os.getpid()}"
    connection = open_session(spill)
    quoted = str(file).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as {NAME} (read_only)")
        connection.execute(f"use {NAME}")
    except duckdb.Error:
        connection.close()
        raise
    return connection

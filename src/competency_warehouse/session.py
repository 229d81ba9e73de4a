"""A session of DuckDB that files are attached to."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_session(spill: Path | str) -> duckdb.DuckDBPyConnection:
    """Open a database in memory.

    Args:
        spill: folder for what does not fit into memory.
    """
    connection = duckdb.connect(config={"temp_directory": str(spill)})
    # Set here and not above: DuckDB 1.5 takes no share of the memory before it has any.
    connection.execute("set block_allocator_memory = '50%'")
    return connection

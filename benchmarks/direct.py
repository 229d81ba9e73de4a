"""Execute a list of SQL statements in one DuckDB connection: what dbt is held against.

Reads a plan, a JSON file, from its first argument:

    {"database": path, "config": {...}, "settings": {...},
     "statements": [{"name": ..., "sql": ...}, ...]}

and prints {name: seconds} as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb


def execute(plan: dict) -> dict[str, float]:
    """Execute a plan and give the seconds of each of its statements."""
    seconds = {}
    with duckdb.connect(plan["database"], config=plan["config"]) as connection:
        for name, value in plan["settings"].items():
            connection.execute(f"set {name} = '{value}'")
        for statement in plan["statements"]:
            started = time.perf_counter()
            connection.execute(statement["sql"])
            seconds[statement["name"]] = time.perf_counter() - started
    return seconds


if __name__ == "__main__":
    print(json.dumps(execute(json.loads(Path(sys.argv[1]).read_text("utf-8")))))

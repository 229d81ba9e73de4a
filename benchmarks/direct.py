"""Execute the SQL that dbt compiled in one DuckDB connection, without dbt.

What dbt is held against, and how the tests build many small exports. As a program it
reads a plan, a JSON file, from its first argument:

    {"database": path, "config": {...}, "settings": {...},
     "statements": [{"name": ..., "sql": ...}, ...]}

and prints {name: seconds} as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import yaml

from child import PROJECT

PROFILE = "competency_warehouse"
BUILT = ("seed", "model")


def artifact(target: Path, name: str) -> dict[str, Any]:
    """What dbt wrote into a target folder about its last command."""
    return json.loads((target / name).read_text(encoding="utf-8"))


def make_plan(
    nodes: dict[str, Any], results: list[dict[str, Any]], database: Path
) -> dict[str, Any]:
    """The SQL that dbt compiled, in the order in which it did, as a plan.

    Args:
        nodes: the nodes of the project by unique id, as the manifest has them.
        results: what a `dbt build` or `dbt compile` gave, as run_results.json has it.
        database: the file to execute the SQL into; its name is the one of the build's,
            which the SQL has in it.
    """
    statements = []
    for result in results:
        node = nodes.get(result["unique_id"])
        if node is None or node["resource_type"] not in BUILT:
            continue
        relation = node["relation_name"]
        schema = relation.rpartition(".")[0]
        statements.append(
            {
                "name": f"schema {schema}",
                "sql": f"create schema if not exists {schema}",
            }
        )
        if node["resource_type"] == "seed":
            path = (PROJECT / node["original_file_path"]).as_posix()
            kind = "table"
            query = f"select * from read_csv('{path}', all_varchar = true)"
        else:
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            query = result["compiled_code"]
        statements.append(
            {
                "name": result["unique_id"],
                "sql": f"create {kind} {relation} as\n{query}",
            }
        )
    profile = yaml.safe_load((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    output = profile[PROFILE]["outputs"][profile[PROFILE]["target"]]
    return {
        "database": str(database),
        "config": output.get("config_options", {}),
        "settings": output.get("settings", {}),
        "statements": statements,
    }


def execute(plan: dict[str, Any]) -> dict[str, float]:
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

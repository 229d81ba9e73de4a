"""Run dbt commands one after another in one process, each project state parsed once.

A command line of dbt spends most of its seconds on imports and on parsing. This
process, started by ``warehouse.DbtWorker``, reads one job a line from standard input
(JSON) and writes one line back when the job is done:

    {"state": "...", "parse": [...], "arguments": [...], "environment": {...},
     "output": "<file>"}
    {"exit_code": 0, "results": [{"unique_id": "...", "status": "..."}]}

``parse`` is run when the ``state`` is a new one, ``arguments`` always.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

from garbage import collect_less


class _WithoutDebugging(EventManager):
    """Passes on what dbt prints; dbt words its thousands of debugging events anyway."""

    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, **options: Any
    ) -> None:
        """Word an event and pass it on, unless it is for debugging only."""
        if (level or e.level_tag()) != EventLevel.DEBUG:
            super().fire_event(e, level, **options)


@contextlib.contextmanager
def _output_in(file: Path) -> Iterator[None]:
    """Everything written to standard output and standard error goes to a file."""
    kept = [(stream, os.dup(stream)) for stream in (1, 2)]
    with file.open("wb") as output:
        for stream, _ in kept:
            os.dup2(output.fileno(), stream)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for stream, copy in kept:
                os.dup2(copy, stream)
                os.close(copy)


def run(job: dict[str, Any], manifests: dict[str, Manifest]) -> dict[str, Any]:
    """Run one command of dbt; give its exit code and what became of each node."""
    for name in [name for name in os.environ if name.startswith("COMPETENCY_")]:
        del os.environ[name]
    os.environ.update(job["environment"])
    without_log = "--no-write-json" in job["arguments"]
    ctx_set_event_manager(_WithoutDebugging() if without_log else EventManager())
    state = job["state"]
    with _output_in(Path(job["output"])):
        if state not in manifests:
            parsed = dbtRunner().invoke(job["parse"])
            if not isinstance(parsed.result, Manifest):
                return {"exit_code": 2, "results": []}
            manifests[state] = parsed.result
        outcome = dbtRunner(manifest=manifests[state]).invoke(job["arguments"])
        # The end of a process would close the database.
        DuckDBConnectionManager.close_all_connections()
    failed = 1 if outcome.exception is None else 2
    return {
        "exit_code": 0 if outcome.success else failed,
        "results": [
            {"unique_id": result.node.unique_id, "status": str(result.status)}
            for result in getattr(outcome.result, "results", [])
            # An operation has results without a node.
            if hasattr(result, "node")
        ],
    }


def main() -> None:
    """Serve jobs until standard input ends."""
    collect_less()
    manifests: dict[str, Manifest] = {}
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), manifests)), flush=True)


if __name__ == "__main__":
    main()

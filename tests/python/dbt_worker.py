"""Run dbt commands one after another in one process, each project state parsed once.

A command line of dbt spends most of its seconds on imports and on parsing. This
process, started by ``warehouse.DbtWorker``, reads one job a line from standard input
(JSON) and writes one line back when the job is done:

    {"state": "...", "parse": [...], "arguments": [...], "environment": {...},
     "output": "<file>"}
    {"exit_code": 0, "results": [{"unique_id": "...", "status": "..."}]}

``parse`` is run when the ``state`` is a new one, ``arguments`` always. Of nodes that
were compiled and not run, a result also has the ``compiled_code`` and, as the manifest
has it, what of the ``node`` it takes to execute that.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dbt.context.base
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.results import RunResult
from dbt_common.clients import agate_helper
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import (
    ctx_set_event_manager,
    get_event_manager,
)

from garbage import collect_less


class _WithoutDebugging(EventManager):
    """Passes on what dbt prints; dbt words its thousands of debugging events anyway."""

    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, **options: Any
    ) -> None:
        """Word an event and pass it on, unless it is for debugging only."""
        if (level or e.level_tag()) != EventLevel.DEBUG:
            super().fire_event(e, level, **options)


def _make_once_what_is_always_alike() -> None:
    """Spare dbt what it makes anew for each node, event or answer: a sixth of it."""
    dbt.context.base.get_context_modules = functools.cache(
        dbt.context.base.get_context_modules
    )

    make_tester = functools.cache(agate_helper.build_type_tester)

    def build_type_tester(
        text_columns: Iterable[str],
        string_null_values: tuple[str, ...] = ("null", ""),
    ) -> Any:
        return make_tester(tuple(text_columns), string_null_values)

    agate_helper.build_type_tester = build_type_tester

    make_event = BaseEvent.__init__

    def make_what_is_passed_on(event: BaseEvent, *values: Any, **named: Any) -> None:
        if isinstance(event, DebugLevel) and isinstance(
            get_event_manager(), _WithoutDebugging
        ):
            message = getattr(event.PROTO_TYPES_MODULE, type(event).__name__)
            event.pb_msg = message()
        else:
            make_event(event, *values, **named)

    BaseEvent.__init__ = make_what_is_passed_on


def _result(result: RunResult, is_compiled: bool) -> dict[str, Any]:
    """What became of a node."""
    node = result.node
    told = {"unique_id": node.unique_id, "status": str(result.status)}
    if not is_compiled:
        return told
    config = {"materialized": node.config.materialized}
    if node.resource_type == "test":
        config["severity"] = node.config.severity
    return told | {
        "compiled_code": node.compiled_code,
        "node": {
            "resource_type": str(node.resource_type),
            "relation_name": node.relation_name,
            "original_file_path": node.original_file_path,
            "config": config,
        },
    }


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
            _result(result, is_compiled=job["arguments"][0] == "compile")
            for result in getattr(outcome.result, "results", [])
            # An operation has results without a node.
            if hasattr(result, "node")
        ],
    }


def main() -> None:
    """Serve jobs until standard input ends."""
    collect_less()
    _make_once_what_is_always_alike()
    manifests: dict[str, Manifest] = {}
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), manifests)), flush=True)


if __name__ == "__main__":
    main()

"""Run a macro of this project and hear what it says."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from competency_warehouse.git_state import PROJECT


@dataclass
class Answer:
    """What came of a macro.

    Attributes:
        said: what it printed.
        error: why dbt or the macro stopped; None when it did not.
    """

    said: list[str] = field(default_factory=list)
    error: str | None = None


def ask(macro: str, *options: str, **arguments: Any) -> Answer:
    """Run a macro by ``dbt run-operation``, in this process; dbt shows nothing.

    Args:
        macro: its name.
        *options: further options of dbt, for example ``--target``, ``lint``.
        **arguments: the macro's own.
    """
    answer = Answer()

    def hear(event: Any) -> None:
        if event.info.name == "PrintEvent":
            answer.said.append(event.data.msg)
        elif event.info.level == "error" and answer.error is None:
            answer.error = _reason(getattr(event.data, "exc", "") or event.info.msg)

    with (
        contextlib.chdir(PROJECT),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        parsed = _parsed(options)
        asked = _runner(parsed.result, [hear]).invoke(
            [
                *("--quiet", "run-operation", macro),
                *("--args", json.dumps(arguments), *options),
            ]
        )
    if asked.success:
        answer.error = None
    elif answer.error is None:
        answer.error = _reason(str(asked.exception))
    return answer


@lru_cache
def _parsed(options: tuple[str, ...]) -> Any:
    """The project as dbt reads it: once, however many macros are asked for."""
    return _runner().invoke(["--quiet", "parse", *options])


def _runner(*arguments: Any) -> Any:
    """What runs dbt; it takes seconds to import: only where it is used."""
    return importlib.import_module("dbt.cli.main").dbtRunner(*arguments)


def _reason(text: str) -> str:
    """The message of an error, without what dbt says of where it was raised."""
    first, _, rest = text.partition("\n")
    lines = [line.strip() for line in rest.splitlines()] if "Error in" in first else []
    calls = (place for place, line in enumerate(lines) if line.startswith("> "))
    return "\n".join(lines[: next(calls, None)]).strip() or text.strip()

"""What the commands say while they work and when they are done: one way for all.

Every command takes ``--quiet`` and ``--json`` (``with_console``). Commands call
:func:`say`, :func:`note`, :func:`facts` and :func:`step`, and need not know of either.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click

STEP_SECONDS = 2.0
_KEY = "competency_warehouse.console"


@dataclass
class Console:
    """What the command at work has to say, and how.

    Attributes:
        is_quiet: whether to keep all to oneself but notes and answers.
        is_json: whether to say all as one JSON object at the end.
        messages: what was said, for that object.
        notes: what needs somebody's eye, for that object.
        result: facts for programs, for that object.
        command: the command's name, for example ``competency import framework``.
        began: when, for the seconds.
    """

    is_quiet: bool = False
    is_json: bool = False
    messages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    command: str = ""
    began: float = field(default_factory=time.monotonic)

    def object(self, error: str | None) -> str:
        """All that was said, as JSON.

        Args:
            error: why the command failed; None when it did not.
        """
        said = {
            "command": self.command,
            "ok": error is None,
            **({"error": error} if error is not None else {}),
            "seconds": round(time.monotonic() - self.began, 1),
            "messages": self.messages,
            "notes": self.notes,
            "result": self.result,
        }
        return json.dumps(said, ensure_ascii=False, indent=2, default=str)


def _console() -> Console:
    """The console of the command at work; a plain one outside any."""
    context = click.get_current_context(silent=True)
    if context is None:
        return Console()
    meta = context.find_root().meta
    if _KEY not in meta:
        meta[_KEY] = Console()
    found: Console = meta[_KEY]
    return found


def say(text: str, *, is_answer: bool = False) -> None:
    """Say on standard output what was done.

    Args:
        text: the message, of one or more lines.
        is_answer: whether this is what the command was asked for, and no report of
            what it did: then it is said under ``--quiet`` too.
    """
    console = _console()
    console.messages.append(text)
    if not console.is_json and (is_answer or not console.is_quiet):
        click.echo(text)


def note(text: str) -> None:
    """Say on standard error what somebody should look at."""
    console = _console()
    console.notes.append(text)
    if not console.is_json:
        click.echo(text, err=True)


def facts(**found: Any) -> None:
    """Leave facts for the programs that asked for ``--json``."""
    _console().result.update(found)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say on standard error what takes more than two seconds, and how long it took.

    Args:
        doing: what is being done, for example ``Copying the tables``.
    """
    console = _console()
    if console.is_quiet or console.is_json:
        yield
        return
    told = threading.Event()

    def tell() -> None:
        told.set()
        click.echo(f"{doing} ...", err=True)

    timer = threading.Timer(STEP_SECONDS, tell)
    timer.daemon = True
    began = time.monotonic()
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if told.is_set():
            click.echo(f"{doing}: {time.monotonic() - began:.1f} s", err=True)


def _take(context: click.Context, option: click.Parameter, value: bool) -> None:
    console = _console()
    console.command = context.command_path
    if value:
        setattr(console, f"is_{option.name}", True)


def with_console(command: click.Command) -> click.Command:
    """Give a command the options ``--quiet`` and ``--json``."""
    for name, text in {
        "quiet": "Say nothing but errors, and what you should look at.",
        "json": "Say all as one JSON object, errors too.",
    }.items():
        command.params.append(
            click.Option(
                [f"--{name}"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_take,
                help=text,
            )
        )
    return command


class ConsoleGroup(click.Group):
    """The group of all commands: says the JSON object that a command was asked for."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; under ``--json`` its error is part of the object."""
        try:
            returned = super().invoke(context)
        except click.ClickException as failure:
            _end(context, failure.format_message(), failure.exit_code, failure)
        except SystemExit as end:
            _end(context, "; ".join(_console().notes), int(end.code or 0), end)
        _end(context, None, 0)
        return returned


def _end(
    context: click.Context,
    error: str | None,
    exit_code: int,
    failure: BaseException | None = None,
) -> None:
    """Say the object and end, or go on as if nothing had been asked."""
    console = _console()
    if console.is_json:
        click.echo(console.object(error))
        context.exit(exit_code)
    if failure is not None:
        raise failure

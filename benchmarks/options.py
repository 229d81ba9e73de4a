"""The options that the benchmarks of many assessments have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from child import PROJECT

Command = Callable[..., Any]


def export_options(command: Command) -> Command:
    """Give a command ``--assessments`` and ``--folder``."""
    for option in (
        click.option(
            "--folder",
            metavar="DIR",
            type=click.Path(file_okay=False, path_type=Path),
            default=PROJECT / "build" / "benchmark",
            help="Folder to work in; exports made before are used again.  "
            "[default: build/benchmark of the project]",
        ),
        click.option(
            "--assessments",
            metavar="N",
            type=click.IntRange(1_000, 1_000_000_000),
            default=1_000_000,
            show_default=True,
            help="Assessments to synthesise, of N/200 people in 100 skills.",
        ),
    ):
        command = option(command)
    return command

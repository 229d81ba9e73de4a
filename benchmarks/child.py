"""Run a command as a child process and say what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click

PROJECT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent
# macOS counts the peak in bytes, Linux in KiB.
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What one child process took.

    Attributes:
        seconds: by the clock on the wall, from its start to its end.
        cpu_seconds: of processor time, all threads; None where the system does not
            tell (Windows).
        peak_bytes: the most memory it ever held; None where the system does not tell.
    """

    seconds: float
    cpu_seconds: float | None
    peak_bytes: int | None


def run(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> Cost:
    """Run a command in the project, its output in a file, and give its cost.

    Args:
        command: the program and its arguments.
        log: file that takes what the command prints.
        environment: variables to set for it; none of ours reach it otherwise.

    Raises:
        click.ClickException: the command failed; the message has its last lines.
    """
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMPETENCY_", "DBT_"))
    }
    variables.update(environment or {})
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        if hasattr(os, "wait4"):
            # The usage of this one child; getrusage() adds up all that ever ran.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu_seconds = usage.ru_utime + usage.ru_stime
            peak_bytes = usage.ru_maxrss * BYTES_PER_UNIT
        else:
            process.wait()
            cpu_seconds = peak_bytes = None
        seconds = time.perf_counter() - started
    if process.returncode != 0:
        last_lines = log.read_text(encoding="utf-8").splitlines()[-15:]
        raise click.ClickException(
            f"{' '.join(command)} ended with code {process.returncode}:\n"
            + "\n".join(last_lines)
        )
    return Cost(seconds, cpu_seconds, peak_bytes)

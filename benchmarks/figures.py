"""What a benchmark has measured, and how it is laid out as a table."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version

from child import Cost

GIBIBYTE = 2**30
HEADER = ["run", "size", "seconds", "CPU seconds", "ratio", "aim", "peak memory"]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was run.
        size: on how much.
        cost: what it took.
        reference: what it is held against; none for a reference itself.
        aim: the ratio to the reference that is aimed at, at most; none where it is
            only reported.
    """

    name: str
    size: str
    cost: Cost
    reference: Cost | None = None
    aim: float | None = None

    def cells(self) -> list[str]:
        """The line as text, in the order of HEADER."""
        cost = self.cost
        ratio = f"{cost.seconds / self.reference.seconds:.2f}" if self.reference else ""
        aim = "" if self.aim is None else f"≤ {self.aim:g}"
        cpu = "" if cost.cpu_seconds is None else f"{cost.cpu_seconds:.1f}"
        peak = (
            "" if cost.peak_bytes is None else f"{cost.peak_bytes / GIBIBYTE:.2f} GiB"
        )
        return [self.name, self.size, f"{cost.seconds:.1f}", cpu, ratio, aim, peak]


def table(header: list[str], lines: list[list[str]], left: int) -> str:
    """Lay out a Markdown table, its first ``left`` columns text, the others numbers."""
    widths = [
        max(len(line[place]) for line in [header, *lines])
        for place in range(len(header))
    ]
    rule = [
        "-" * width if place < left else "-" * (width - 1) + ":"
        for place, width in enumerate(widths)
    ]
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in [header, rule, *lines]
    )


def laid_out(figures: list[Figure]) -> str:
    """Lay out figures as a Markdown table."""
    return table(HEADER, [figure.cells() for figure in figures], left=2)


def machine() -> str:
    """What the figures were taken with and on, in one line."""
    parts = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")),
        f"{platform.system()} {platform.machine()}",
        f"{os.cpu_count()} processors",
    ]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        parts.append(f"{memory / GIBIBYTE:.0f} GiB")
    return ", ".join(parts)


def load() -> str:
    """The load of the machine over the last minute, where the system tells."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"

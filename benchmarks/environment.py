"""The environment of what the warehouse is held against (`make benchmark` makes it)."""

from __future__ import annotations

import click

from child import PROJECT

FOLDER = PROJECT / ".venv-benchmark" / "bin"


def program(name: str) -> str:
    """Where a program of that environment is.

    Raises:
        click.ClickException: there is none.
    """
    path = FOLDER / name
    if not path.exists():
        raise click.ClickException(
            f"There is no {path}. `make .venv-benchmark/.installed` makes the"
            " environment with polars, pandas and SQLMesh."
        )
    return str(path)

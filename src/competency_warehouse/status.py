"""``competency status``: what the next build would do."""

from __future__ import annotations

import contextlib
import os

import click

from competency_warehouse.errors import UserError
from competency_warehouse.git_state import PROJECT

_EXAMPLE = """\b
Examples:
  competency status
  COMPETENCY_EXPORTS=/srv/exports competency status
  competency status --vars '{level_rule: latest}'
"""


@click.command("status", epilog=_EXAMPLE)
@click.option(
    "--vars",
    "variables",
    default="{}",
    metavar="YAML",
    help="The vars that the build would have, as dbt takes them.",
)
def status(variables: str) -> None:
    """Say whether a build now would add to the last one or build everything anew.

    And why, or how many assessments it would add. Nothing is built
    (docs/increments.md).
    """
    file = PROJECT / os.environ.get("COMPETENCY_BUILD_FILE", "build/competency.duckdb")
    if not file.is_file():
        click.echo(f"A build would build everything anew: {file} is not there yet.")
        return
    # dbt takes seconds to import: only where it is used.
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    with contextlib.chdir(PROJECT):
        asked = dbtRunner().invoke(
            ["--quiet", "run-operation", "build_status", "--vars", variables]
        )
    if not asked.success:
        raise UserError(
            "dbt could not look, and says above why"
            f"{f': {asked.exception}' if asked.exception else ''}."
        )

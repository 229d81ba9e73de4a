"""``competency status``: what the next build would do."""

from __future__ import annotations

import os

import click

from competency_warehouse.ask_dbt import ask
from competency_warehouse.build_file import BUILD_FILE
from competency_warehouse.console import say, step
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
    file = PROJECT / os.environ.get("COMPETENCY_BUILD_FILE", BUILD_FILE)
    if not file.is_file():
        say(
            f"A build would build everything anew: {file} is not there yet.",
            is_answer=True,
        )
        return
    with step("Looking at the export and the last build"):
        answer = ask("build_status", "--vars", variables)
    if answer.error is not None:
        raise UserError(f"dbt could not look: {answer.error}")
    say("\n".join(answer.said), is_answer=True)

"""The ``competency`` command: what dbt cannot do."""

from __future__ import annotations

import click

from competency_warehouse.export_framework import export_framework
from competency_warehouse.import_assessments import import_assessments
from competency_warehouse.import_framework import import_framework
from competency_warehouse.import_workforce import import_workforce
from competency_warehouse.lineage import suggest
from competency_warehouse.publish import publish
from competency_warehouse.report.command import report
from competency_warehouse.status import status
from competency_warehouse.synthesise import synthesise
from competency_warehouse.validation import validate_file


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="competency-warehouse")
def main() -> None:
    """Make exports for the competency warehouse; publish and check what was built."""


@main.group("import")
def import_() -> None:
    """Turn what you have into a canonical export folder."""


@main.group()
def export() -> None:
    """Turn an export folder into what others read."""


@main.group()
def lineage() -> None:
    """See to what became of the skills of older releases."""


import_.add_command(import_framework)
import_.add_command(import_assessments)
import_.add_command(import_workforce)
export.add_command(export_framework)
lineage.add_command(suggest)
main.add_command(synthesise)
main.add_command(validate_file)
main.add_command(publish)
main.add_command(report)
main.add_command(status)

"""The ``competency`` command: what dbt cannot do."""

from __future__ import annotations

import click

from competency_warehouse.console import ConsoleGroup, with_console
from competency_warehouse.doctor import doctor
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


@click.group(cls=ConsoleGroup, context_settings={"help_option_names": ["-h", "--help"]})
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


for group, command in (
    (import_, import_framework),
    (import_, import_assessments),
    (import_, import_workforce),
    (export, export_framework),
    (lineage, suggest),
    (main, synthesise),
    (main, validate_file),
    (main, publish),
    (main, report),
    (main, status),
    (main, doctor),
):
    group.add_command(with_console(command))

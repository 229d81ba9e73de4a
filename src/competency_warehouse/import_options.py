"""Arguments and options that the imports share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from competency_warehouse.column_map import DATE_ORDERS, field_named, pairs

Command = Callable[..., Any]


def files_argument() -> Callable[[Command], Command]:
    """The files to read, one or more."""
    return click.argument(
        "files",
        metavar="FILE...",
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )


def folder_option(what: str) -> Callable[[Command], Command]:
    """``--out``, the export folder.

    Args:
        what: the help text: what must be there, or becomes of what is.
    """
    return click.option(
        "--out",
        "folder",
        required=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help=what,
    )


def mapping_options(
    fields: Sequence[str], column: str, level: str, ignore: str
) -> Callable[[Command], Command]:
    """Options that say which column is which field, and what its texts mean.

    Args:
        fields: the fields that a column can be.
        column: an example of ``--column``.
        level: the help text of ``--level``.
        ignore: the help text of ``--ignore``.
    """

    def read_fields(
        context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
    ) -> dict[str, str]:
        try:
            return {
                field_named(name, fields): title
                for name, title in pairs(context, parameter, values).items()
            }
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return _all(
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=TITLE",
            callback=read_fields,
            help=f"What a column is called, for example {column}.",
        ),
        click.option(
            "--level",
            "levels",
            multiple=True,
            metavar="TEXT=LEVEL",
            callback=pairs,
            help=level,
        ),
        click.option(
            "--map",
            "map_path",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="A YAML file that says the same.  [default: FILE.map.yml, where it is"
            " there]",
        ),
        click.option(
            "--dates",
            type=click.Choice(DATE_ORDERS),
            help="What 03/04/2025 means.  [default: day-first]",
        ),
        click.option("--sheet", "sheets", multiple=True, help="Read this sheet only."),
        click.option("--ignore", "ignored", multiple=True, help=ignore),
    )


def rejects_options(what: str) -> Callable[[Command], Command]:
    """Options that say what becomes of rejected rows.

    Args:
        what: what is imported, for the name of their file.
    """
    return _all(
        click.option(
            "--rejects",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help=f"Where rejected rows go.  [default: DIR-rejected-{what}.csv beside"
            " DIR]",
        ),
        click.option(
            "--strict",
            "is_strict",
            is_flag=True,
            help="Fail, and write nothing, when anything is rejected.",
        ),
        click.option(
            "--dry-run", "is_dry", is_flag=True, help="Say it all, write nothing."
        ),
    )


def _all(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Apply several options as if each were written above the command."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate

"""The one error that a user of the command line sees."""

from __future__ import annotations

import click


class UserError(click.ClickException):
    """Something the user can mend: the message names file, row and remedy.

    Raised anywhere in the package, shown by the command line as ``Error: <message>``
    with exit code 1, never as a traceback.
    """

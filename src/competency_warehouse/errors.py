"""The one error that a user of the command line sees."""

from __future__ import annotations

import re

import click

# What a terminal would obey or would not show: control characters, the marks that turn
# the direction of text, and halves of characters, as in file names that are no text.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def shown(text: str) -> str:
    """A text from elsewhere as a terminal may show it, without what it would obey."""
    return _UNSEEN.sub(
        lambda found: found.group().encode("unicode_escape").decode(), text
    )


class UserError(click.ClickException):
    """Something the user can mend: the message names file, row and remedy.

    Raised anywhere in the package, shown by the command line as ``Error: <message>``
    with exit code 1, never as a traceback.
    """

    def __init__(self, message: str) -> None:
        """Take the message, which may quote what files hold."""
        super().__init__(shown(message))

"""The text of a page, for readers that take it as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from competency_warehouse.errors import UserError

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

MAX_BYTES = 2_000_000  # of pages that people write by hand

# Control characters, but for tab, line feed and carriage return, and half characters.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def check_size(page: Page) -> None:
    """Refuse a page that nobody wrote by hand, before it is parsed at length.

    Raises:
        UserError: it is larger than :data:`MAX_BYTES`.
    """
    if len(page.content) > MAX_BYTES:
        raise UserError(
            f"{page.name} is larger than {MAX_BYTES // 1_000_000} MB, which no "
            "framework page in Markdown or YAML is. Split it if it is one."
        )


def text_of(page: Page) -> str:
    """The page as text, without its byte order mark, lines ended by line feeds.

    Raises:
        UserError: it is not UTF-8, or holds control characters.
    """
    try:
        text = page.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = page.content.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{page.name}:{line}: not UTF-8 text: {error.reason}, byte "
            f"0x{page.content[error.start]:02x}. Save the page as UTF-8."
        ) from error
    if found := _NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        check_text(text, f"{page.name}:{line}")
    return unified(text)


def check_text(text: str, where: str) -> None:
    """Refuse text that no table should hold.

    Raises:
        UserError: it holds a control character or half of a surrogate pair.
    """
    if found := _NO_TEXT.search(text):
        raise UserError(
            f"{where}: holds the control character U+{ord(found.group()):04X}, so it "
            "is not a text page. Remove it, or name another file."
        )


def unified(text: str) -> str:
    """The text with every line ended by a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

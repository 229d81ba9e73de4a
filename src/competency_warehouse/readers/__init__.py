"""The registry of framework readers: one for each way people write frameworks down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from competency_warehouse.errors import UserError, shown
from competency_warehouse.framework import FrameworkBuilder
from competency_warehouse.readers.case import CaseReader
from competency_warehouse.readers.markdown_tabs import MarkdownTabsReader
from competency_warehouse.readers.matrix import MatrixReader
from competency_warehouse.readers.moodle import MoodleReader
from competency_warehouse.readers.sde_yaml import SdeYamlReader

MAX_PAGE_BYTES = 20_000_000
MAX_BYTES_IN_ALL = 200_000_000


@dataclass(frozen=True)
class Page:
    """One file to read.

    Attributes:
        name: how messages and the export call it: its path below the folder that
            holds all the pages of the import.
        content: its bytes.
        is_named: named on the command line, not found in a folder.
    """

    name: str
    content: bytes
    is_named: bool = True


class Reader(Protocol):
    """What a reader must offer to be registered."""

    dialect: str
    suffixes: tuple[str, ...]
    recognised_by: str

    def recognises(self, page: Page) -> bool:
        """Whether the page looks like a framework page of this dialect.

        Raises:
            UserError: the page cannot be read at all, as text for example.
        """
        ...

    def read(self, page: Page, builder: FrameworkBuilder) -> None:
        """Put everything on the page into the builder.

        Raises:
            UserError: the page cannot be read.
        """
        ...


@runtime_checkable
class SupplementReader(Reader, Protocol):
    """A reader some of whose pages add to the nodes of other pages."""

    def is_supplement(self, page: Page) -> bool:
        """Whether the page must be read after all that are none."""
        ...


READERS: dict[str, Reader] = {
    reader.dialect: reader
    for reader in (
        MarkdownTabsReader(),
        SdeYamlReader(),
        CaseReader(),
        MoodleReader(),
        MatrixReader(),
    )
}


def find_pages(paths: Iterable[Path]) -> list[Page]:
    """Read files, and folders whole: every file below with a suffix of some reader.

    Args:
        paths: files and folders; a file that comes twice is read once. Hidden files
            and folders inside a folder are passed over.

    Raises:
        UserError: a path does not exist, is no regular file, is too large or cannot be
            opened, a folder holds no page, or a link in it leads out of it.
    """
    suffixes = {suffix for reader in READERS.values() for suffix in reader.suffixes}
    found: dict[Path, bool] = {}
    for path in paths:
        if not path.is_dir():
            found[path.absolute()] = True
            continue
        inside = [
            file
            for file in sorted(path.absolute().rglob("*"))
            if file.suffix.lower() in suffixes
            and file.is_file()
            and not any(
                part.startswith(".") for part in file.relative_to(path.absolute()).parts
            )
        ]
        if not inside:
            raise UserError(
                f"{path} holds no page ({', '.join(sorted(suffixes))}). "
                "Name the folder that holds the framework pages."
            )
        for file in inside:
            if not file.resolve().is_relative_to(path.resolve()):
                raise UserError(
                    f"{file} is a link to {file.resolve()}, out of the folder. Name "
                    "that file itself, or remove the link."
                )
            found.setdefault(file, False)
    home = Path(os.path.commonpath([file.parent for file in found]))
    pages: list[Page] = []
    size = 0
    for file, is_named in found.items():
        page = Page(shown(file.relative_to(home).as_posix()), _read(file), is_named)
        size += len(page.content)
        if size > MAX_BYTES_IN_ALL:
            raise UserError(
                f"The pages down to {page.name} have over "
                f"{MAX_BYTES_IN_ALL // 1_000_000} MB. Import fewer at once."
            )
        pages.append(page)
    return pages


def _read(path: Path) -> bytes:
    if not path.exists():
        raise UserError(f"{path} does not exist. Check the path of the page.")
    if not path.is_file():
        raise UserError(f"{path} is not a regular file. Name a page or a folder.")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PAGE_BYTES + 1)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    if len(content) > MAX_PAGE_BYTES:
        raise UserError(
            f"{path} is larger than {MAX_PAGE_BYTES // 1_000_000} MB, which no "
            "framework page is. Split it if it is one."
        )
    return content


def is_supplement(page: Page, reader: Reader) -> bool:
    """Whether the page adds to others, and so is read after them."""
    return isinstance(reader, SupplementReader) and reader.is_supplement(page)


def detect(
    page: Page,
    dialect: str | None = None,
    readers: Mapping[str, Reader] = READERS,
) -> Reader | None:
    """The reader for a page: the one asked for, else the first that recognises it."""
    if dialect is not None:
        return readers[dialect]
    for reader in readers.values():
        if page.name.lower().endswith(reader.suffixes) and reader.recognises(page):
            return reader
    return None

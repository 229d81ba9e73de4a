"""Writers: a framework release in the forms that other people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from competency_warehouse.framework import Framework, Level, Release
from competency_warehouse.writers.canonical import CanonicalWriter
from competency_warehouse.writers.case import CaseWriter
from competency_warehouse.writers.markdown_tabs import render
from competency_warehouse.writers.moodle import MoodleWriter
from competency_warehouse.writers.written import Written


class Writer(Protocol):
    """What a writer must offer to be registered.

    Attributes:
        form: what ``--to`` calls it.
        is_folder: whether it writes a folder of files; else, one file.
    """

    form: str
    is_folder: bool

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release.

        Args:
            framework: what the release holds, in reading order.
            release: which release it is.
            levels: its scale, lowest first.

        Raises:
            UserError: the form cannot hold something of it.
        """
        ...


class MarkdownWriter:
    """A page with content tabs for each domain."""

    form = "markdown"
    is_folder = True

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release; a page has no place for the facts about the release."""
        facts = (release.title, release.publisher, release.licence, release.source)
        named = [fact for fact in facts if fact]
        notes = [f"pages do not say {'; '.join(named)}"] if named else []
        return Written(render(framework), tuple(notes))


WRITERS: dict[str, Writer] = {
    writer.form: writer
    for writer in (CaseWriter(), MoodleWriter(), MarkdownWriter(), CanonicalWriter())
}

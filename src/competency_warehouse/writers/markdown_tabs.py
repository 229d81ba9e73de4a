"""Write a framework as Markdown pages with content tabs (Material for MkDocs)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    NODE_TYPES,
    Attribute,
    Framework,
    FrameworkBuilder,
    Node,
)
from competency_warehouse.readers import Page
from competency_warehouse.readers.markdown_tabs import MarkdownTabsReader

TITLES = {
    "tool": "Tools",
    "technology": "Technologies",
    "standard": "Standards",
    "core_concept": "Core concepts",
    "qualification": "Qualifications",
}
INDENT = " " * 4

# A line that starts like this cannot be taken for Markdown's own marks.
_PLAIN_LINE = re.compile(r"(?!\d+\.\s)[^\W_]|[\"'(]")
# What begins a tag, a comment or the like, and links that are scripts.
_ACTIVE = re.compile(r"<[A-Za-z/!?]|(?:java|vb)script:|data:text/html", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """How pages look: labels of the tabs by level, and bullets or paragraphs."""

    labels: dict[str, str]
    has_bullets: bool


STYLES = {
    "plain": Style({level.level: level.name for level in LEVELS}, has_bullets=False),
    "material": Style(
        {
            level.level: f":material-battery-{charge}: {level.name}"
            for level, charge in zip(LEVELS, (10, 50, 90), strict=True)
        },
        has_bullets=True,
    ),
}


def render(framework: Framework, style: Style = STYLES["plain"]) -> dict[str, str]:
    """Write a framework as pages, one for each domain.

    Args:
        framework: what to write; lines that had no place are not written.
        style: one of :data:`STYLES`.

    Returns:
        The text of each page by file name, in the order of the domains.

    Raises:
        UserError: the framework holds something that a page cannot hold, such as a
            name of two lines: reading the pages back would give another framework;
            or HTML, which readers of the pages would not see as text.
    """
    pages = {
        f"{domain.node_id.replace('-', '_')}.md": _page(framework, domain, style)
        for domain in framework.of_type("domain")
    }
    _prove(framework, pages)
    _check_html(framework)
    return pages


def _prove(framework: Framework, pages: dict[str, str]) -> None:
    builder = FrameworkBuilder()
    for name, text in pages.items():
        MarkdownTabsReader().read(Page(name, text.encode()), builder)
    back = builder.build()
    for kind in ("nodes", "descriptors", "attributes"):
        wanted, got = getattr(framework, kind), getattr(back, kind)
        if wanted != got:
            lost = next((each for each in wanted if each not in got), "their order")
            raise UserError(
                f"A Markdown page cannot hold these {kind}: {lost}. Remove what looks "
                "like Markdown from the text, or write another format."
            )


def _check_html(framework: Framework) -> None:
    """Refuse what the site of the pages would run and not show.

    Raises:
        UserError: a text holds a tag of HTML, or a link that is a script.
    """
    texts = [
        *(
            (node.node_id, text)
            for node in framework.nodes
            for text in (node.name, node.description)
        ),
        *((each.skill_id, each.text) for each in framework.descriptors),
        *((each.node_id, each.value) for each in framework.attributes),
    ]
    for node_id, text in texts:
        if found := _ACTIVE.search(text):
            raise UserError(
                f"A Markdown page cannot hold the text {text[:200]!r} of {node_id}: "
                f"its site would run {found.group()!r} in place of showing it. Write "
                "&lt; for <, or write another format."
            )


def _page(framework: Framework, domain: Node, style: Style) -> str:
    nodes = [
        node
        for node in framework.nodes
        if f"{node.node_id}/".startswith(f"{domain.node_id}/")
    ]
    facts = [each for each in framework.attributes if each.kind != "meta"]
    meta = [
        each.value
        for each in framework.attributes
        if (each.node_id, each.kind) == (domain.node_id, "meta")
    ]
    blocks: list[str] = []
    if meta:
        values = [f"{INDENT}{value}" for value in meta]
        blocks.append("\n".join(["<!-- meta", "{", *values, "}", "/meta-->"]))
    for node in nodes:
        blocks.append(_heading(NODE_TYPES.index(node.node_type) + 1, node.name))
        if node.description:
            blocks.append(node.description)
        own = [each for each in facts if each.node_id == node.node_id]
        blocks += _tabs(framework, node, own, style)
        blocks += _sections(each for each in own if not each.level)
    return "\n\n".join(blocks) + "\n"


def _heading(rank: int, title: str) -> str:
    """A heading; hashes that end its title need others after them to be kept."""
    hashes = "#" * rank
    closing = f" {hashes}" if title.endswith("#") else ""
    return f"{hashes} {title}{closing}".strip()


def _tabs(
    framework: Framework, skill: Node, facts: list[Attribute], style: Style
) -> Iterator[str]:
    own = [each for each in framework.descriptors if each.skill_id == skill.node_id]
    for level, descriptors in groupby(own, key=lambda each: each.level):
        yield f'=== "{style.labels[level]}"'
        texts = [each.text for each in descriptors if each.text]
        if style.has_bullets and texts:
            yield _indented("\n".join(_bullet(text) for text in texts))
        else:
            yield from (_indented(_paragraph(text)) for text in texts)
        yield from map(
            _indented, _sections(fact for fact in facts if fact.level == level)
        )


def _sections(facts: Iterable[Attribute]) -> Iterator[str]:
    for kind, group in groupby(facts, key=lambda fact: fact.kind):
        yield _heading(
            len(NODE_TYPES) + 1, TITLES.get(kind, kind.replace("_", " ").capitalize())
        )
        yield "\n".join(_bullet(fact.value) for fact in group)


def _paragraph(text: str) -> str:
    is_plain = all(_PLAIN_LINE.match(line) for line in text.split("\n"))
    return text if is_plain else _bullet(text)


def _bullet(text: str) -> str:
    return "- " + _indented(text).removeprefix(INDENT)


def _indented(text: str) -> str:
    return "\n".join(f"{INDENT}{line}" if line else "" for line in text.split("\n"))

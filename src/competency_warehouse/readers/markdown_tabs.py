"""Read framework pages in Markdown with content tabs (Material for MkDocs).

Python-Markdown with ``pymdownx.tabbed``, which renders these pages for their readers,
says what is a heading, a tab, an item; the text itself is taken verbatim from the
source. For that, each piece of text in the tree is found again in the source, in
order. Source lines that no piece of text accounts for are listed as not placed, so
that every non-blank line of a page ends in exactly one role.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import markdown
from markdown.blockprocessors import HashHeaderProcessor
from pymdownx.tabbed import TabbedProcessor

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVEL_RANKS,
    NODE_TYPES,
    FrameworkBuilder,
    Unplaced,
    slug,
)
from competency_warehouse.readers.text import check_size, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from competency_warehouse.readers import Page

KINDS = {
    "tool": "tool",
    "tools": "tool",
    "technology": "technology",
    "technologies": "technology",
    "standard": "standard",
    "standards": "standard",
}
MORE_KINDS = {
    "core-concept": "core_concept",
    "core-concepts": "core_concept",
    "qualification": "qualification",
    "qualifications": "qualification",
}

MAX_TABS = 5_000  # the parser's time grows with the square of their number

_ICON = re.compile(r":[\w+-]+:")
_LIST_MARKER = re.compile(r"^(?:[-+*]|\d+\.)\s+")
_BARE_BULLET = re.compile(r"^( *[-+*])$", re.MULTILINE)
_MARKUP = re.compile(r"\n*(?:(?:[-+*>]|\d+\.)+|_{3,})\n")
_GONE_WRONG = re.compile(r"={3}|#{2,6}|#\s")


def level_of(label: str) -> str:
    """The level that a tab label names, empty when it names none.

    >>> level_of(":material-battery-50: Mid-level")
    'mid'
    """
    words = slug(_ICON.sub(" ", label)).removesuffix("-level")
    return words if words in LEVEL_RANKS else ""


def attribute_kind(title: str) -> str:
    """The kind of attributes that a section title announces, empty when it is unknown.

    A title that names several kinds, such as ``Technologies/Tools``, is of the first.
    """
    words = [word for word in slug(title).split("-") if word != "and"]
    if words and all(word in KINDS for word in words):
        return KINDS[words[0]]
    return MORE_KINDS.get(slug(title), "")


@dataclass(frozen=True)
class Item:
    """A paragraph or a list item: its lines in the source, first and last."""

    first: int
    last: int
    is_listed: bool = False


@dataclass(frozen=True)
class Block:
    """A piece of a page, in order: ``heading``, ``tab``, ``end`` of tabs, or ``text``.

    Attributes:
        rank: of a heading, 1 to 6.
        line: of a heading or tab label.
        title: of a heading or tab, verbatim.
        items: of a text, one paragraph or the items of a list.
        is_nested: of a text, a set of tabs inside a tab.
    """

    kind: str
    rank: int = 0
    line: int = 0
    title: str = ""
    items: tuple[Item, ...] = ()
    is_nested: bool = False


class _WholeHeader(HashHeaderProcessor):
    """Headings with all their hashes, so that ``C#`` and ``#1`` keep theirs.

    A single hash needs a blank after it; ``###Title`` is a heading, as it is rendered.
    """

    RE = re.compile(r"(?:^|\n)(?P<level>#{2,6}|#(?=[ \n]|$))(?P<header>[^\n]*)(?:\n|$)")


def _parse(lines: list[str]) -> Element:
    """The tree of a page before inline markup: its text is still the source."""
    parser = markdown.Markdown(
        extensions=["pymdownx.tabbed"],
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )
    parser.preprocessors.deregister("html_block")
    for name in ("code", "setextheader", "reference"):
        parser.parser.blockprocessors.deregister(name)
    parser.parser.blockprocessors.register(
        _WholeHeader(parser.parser), "hashheader", 70
    )
    # Without its blank an empty bullet would run into the item before it.
    text = _BARE_BULLET.sub(r"\1 ", "\n".join(lines).expandtabs(parser.tab_length))
    for preprocessor in parser.preprocessors:
        lines = preprocessor.run(text.split("\n"))
    return parser.parser.parseDocument(lines).getroot()


class _Source:
    """The lines of a page, and where the parser's pieces of text stand in them.

    The search ignores blanks, which the parser changes, and goes forward only: the
    tree has the order of the page.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        squeezed = ["".join(line.split()) for line in lines]
        self._text = "\n".join(squeezed) + "\n"
        self._ends = list(accumulate(len(line) + 1 for line in squeezed))
        self._cursor = 0
        self._whole: set[int] = set()  # lines that are nothing but a piece of text

    def between(self, first: int, last: int) -> str:
        """Lines, counted from 1, each trimmed, with runs of blank lines made one."""
        text = "\n".join(line.strip() for line in self.lines[first - 1 : last])
        return re.sub(r"\n{3,}", "\n\n", text)

    def text(self, item: Item) -> str:
        """The text of a paragraph or list item, verbatim, without the list's marker."""
        text = self.between(item.first, item.last)
        has_marker = item.is_listed and item.first not in self._whole
        return _LIST_MARKER.sub("", text) if has_marker else text

    def find(self, text: str) -> int:
        """The next line that ends in the text, blanks aside; 0 when there is none."""
        wanted = "".join(text.split()) + "\n"
        place = self._text.find(wanted, self._cursor)
        if place < 0:
            return 0
        self._cursor = place + len(wanted)
        line = bisect_left(self._ends, self._cursor) + 1
        if place == 0 or self._text[place - 1] == "\n":
            self._whole.add(line)
        return line

    def pass_markup(self) -> None:
        """Go past the next line if it is a rule or an empty bullet."""
        if match := _MARKUP.match(self._text, self._cursor):
            self._cursor = match.end()

    def is_markup(self, line: int) -> bool:
        """Whether the line is a rule, an empty bullet or an empty quote."""
        return bool(_MARKUP.fullmatch("".join(self.lines[line - 1].split()) + "\n"))


def _blocks(parent: Element, source: _Source, in_tab: bool = False) -> Iterator[Block]:
    for element in parent:
        rank = _rank(element)
        if rank:
            line = source.find(_as_heading(element))
            if line:
                hashes = source.lines[line - 1].strip()
                title = _without_closing_hashes(hashes[rank:]).strip()
                yield Block("heading", rank=rank, line=line, title=title)
        elif _is_tab_set(element) and not in_tab:
            for label, content in _tabs(element):
                line = source.find(f'"{label}"')
                yield Block("tab", line=line, title=label)
                yield from _blocks(content, source, in_tab=True)
            yield Block("end")
        elif element.tag in ("ul", "ol"):
            found = (_item(each, source, is_listed=True) for each in element)
            if items := tuple(item for item in found if item):
                yield Block("text", items=items)
        elif item := _item(element, source):
            yield Block("text", items=(item,), is_nested=_is_tab_set(element))


def _without_closing_hashes(title: str) -> str:
    """A title without the hashes that end it, unless they end a word: ``C#``."""
    bare = title.rstrip("#")
    return bare if not bare or bare[-1].isspace() else title


def _item(element: Element, source: _Source, is_listed: bool = False) -> Item | None:
    lines = [line for line in _lines(element, source) if line]
    return Item(lines[0], lines[-1], is_listed) if lines else None


def _lines(element: Element, source: _Source) -> Iterator[int]:
    """The source lines of all pieces of text in an element, in order."""
    if _rank(element):
        yield source.find(_as_heading(element))
    elif _is_tab_set(element):
        for label, content in _tabs(element):
            yield source.find(f'"{label}"')
            yield from _lines(content, source)
    elif element.tag == "hr" or (element.tag == "li" and not _has_content(element)):
        source.pass_markup()
    else:
        yield from _found(element.text, source)
        for child in element:
            yield from _lines(child, source)
            yield from _found(child.tail, source)


def _found(text: str | None, source: _Source) -> Iterator[int]:
    for line in (text or "").split("\n"):
        if line.strip():
            yield source.find(line)


def _rank(element: Element) -> int:
    return int(element.tag[1]) if re.fullmatch("h[1-6]", element.tag) else 0


def _as_heading(element: Element) -> str:
    return "#" * _rank(element) + (element.text or "")


def _has_content(element: Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _is_tab_set(element: Element) -> bool:
    return "tabbed-set" in element.get("class", "").split()


def _tabs(tab_set: Element) -> Iterator[tuple[str, Element]]:
    labels, contents = (each for each in tab_set if each.tag == "div")
    for label, content in zip(labels, contents, strict=True):
        yield label.text or "", content


def _comments(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last line, from 0, of each comment that has its lines to itself."""
    first = 0
    while first < len(lines):
        last = first
        if lines[first].lstrip().startswith("<!--"):
            while last < len(lines) and "-->" not in lines[last]:
                last += 1
            if last == len(lines):
                return
            if lines[last].split("-->", 1)[1].strip() == "":
                yield first, last
        first = last + 1


class MarkdownTabsReader:
    """Headings for domain, subdomain and skill; a content tab for each level."""

    dialect = "markdown-tabs"
    suffixes = (".md", ".markdown")
    recognised_by = 'a content tab for a level, such as === "Entry Level"'

    def recognises(self, page: Page) -> bool:
        """Whether the page has a content tab whose label names a level."""
        return any(
            level_of(match.group(2))
            for match in TabbedProcessor.START.finditer(text_of(page))
        )

    def read(self, page: Page, builder: FrameworkBuilder) -> dict[int, str]:
        """Put everything on the page into the builder.

        Returns:
            The role of each non-blank line, by line number: ``heading``,
            ``description``, ``descriptor``, ``attribute``, ``unplaced``, or ``markup``
            for rules, empty bullets and the braces around meta data.

        Raises:
            UserError: the page is not text in UTF-8, too large, or nested too deeply.
        """
        check_size(page)
        text = text_of(page)
        if text.count('=== "') > MAX_TABS:
            raise UserError(
                f"{page.name} has over {MAX_TABS:,} tabs. Split it by its skills."
            )
        try:
            return _PageReading(page.name, text, builder).run()
        except RecursionError as error:
            raise UserError(
                f"{page.name} is nested too deeply to be a framework page. "
                "Flatten its lists and quotes."
            ) from error


@dataclass
class _Section:
    """A stretch of attributes below a heading of its own."""

    node_id: str
    level: str
    kind: str
    is_known: bool


class _PageReading:
    """One page on its way into the builder: where we are, and what became of lines."""

    def __init__(self, name: str, text: str, builder: FrameworkBuilder) -> None:
        self.name = name
        self.builder = builder
        self.raw = text.split("\n")
        self.comments = list(_comments(self.raw))
        self.lines = list(self.raw)  # what is still to be claimed
        for first, last in self.comments:
            self.lines[first : last + 1] = [""] * (last + 1 - first)
        self.source = _Source(self.lines)
        self.blocks: list[Block] = []
        self.places: dict[str, list[int]] = {}  # of the blocks, by kind
        self.roles: dict[int, str] = {}
        self.starts: list[int] = []  # the lines at which nodes start
        self.started: list[str] = []  # and the ids of these nodes
        self.path = ["", "", ""]  # ids of the domain, subdomain and skill we are in
        self.section: _Section | None = None
        self.in_tab = False
        self.level = ""  # of the skill, in a tab that belongs to it
        self.labels: set[str] = set()  # levels and labels of tabs below this node
        self.astray = ""  # why the text that follows has no place, until a tab
        self.lost = ""  # why whatever follows has no place, until a heading

    @property
    def node_id(self) -> str:
        """The innermost node that we are in, empty before the first."""
        return next((node_id for node_id in reversed(self.path) if node_id), "")

    def run(self) -> dict[int, str]:
        """Read the page; returns the role of each non-blank line."""
        self.blocks = list(_blocks(_parse(self.lines), self.source))
        for place, block in enumerate(self.blocks):
            self.places.setdefault(block.kind, []).append(place)
        for place, block in enumerate(self.blocks):
            match block.kind:
                case "heading":
                    self._heading(block, place)
                case "tab":
                    self._tab(block)
                case "end":
                    self._leave_tab()
                case _:
                    self._text(block)
        self.lines = self.raw
        for first, last in self.comments:
            self._comment(first + 1, last + 1)
        for line, text in enumerate(self.raw, 1):
            if text.strip() and line not in self.roles:
                if self.source.is_markup(line):
                    self._claim("markup", line)
                else:
                    self._unplaced("Markdown shows no text here", line)
        return self.roles

    def _heading(self, block: Block, place: int) -> None:
        is_section = block.rank > len(NODE_TYPES) or self._is_section(block, place)
        is_of_tab = self.in_tab and (is_section or self._tabs_go_on(place))
        if (is_of_tab and not self.level) or (is_section and self.lost):
            self._unplaced(self.lost or self.astray, block.line)
        elif is_section:
            self._start_section(block)
        elif is_of_tab:
            self.astray = "a heading inside a tab of this skill"
            self._unplaced(self.astray, block.line)
        else:
            self._start_node(block)

    def _is_section(self, block: Block, place: int) -> bool:
        """Whether a heading of a node's rank announces tools or standards instead."""
        if not self.path[-1] or block.rank == 1 or not attribute_kind(block.title):
            return False
        return self.in_tab or self._next(place, "heading", "tab").kind != "tab"

    def _tabs_go_on(self, place: int) -> bool:
        """Whether the next tab, of the same set, is another level of this node.

        If it is, a heading inside this tab is part of the tab; a level that comes again
        shows that the heading was only indented by mistake.
        """
        following = self._next(place, "tab", "end")
        return following.kind == "tab" and level_of(following.title) not in self.labels

    def _next(self, place: int, *kinds: str) -> Block:
        following = []
        for kind in kinds:
            places = self.places.get(kind, [])
            following += places[(after := bisect_right(places, place)) : after + 1]
        return self.blocks[min(following)] if following else Block("end")

    def _start_section(self, block: Block) -> None:
        if not self.node_id:
            self.lost = "a section before the first domain"
            self._unplaced(self.lost, block.line)
            return
        self._claim("heading", block.line)
        kind = attribute_kind(block.title)
        self.section = _Section(
            self.node_id,
            self.level,
            kind or slug(block.title).replace("-", "_") or "other",
            is_known=bool(kind),
        )
        if block.rank <= len(NODE_TYPES):
            self.builder.note(
                f"{self.name}:{block.line}: {block.title!r} is read as "
                f"{self.section.kind} of {self.node_id}, not as a "
                f"{NODE_TYPES[block.rank - 1]}"
            )

    def _start_node(self, block: Block) -> None:
        self._claim("heading", block.line)
        where = f"{self.name}:{block.line}"
        if self.in_tab:
            self.builder.note(
                f"{where}: the heading {block.title!r} is indented into a tab; "
                "it is read as if it were not"
            )
        depth = block.rank - 1
        for missing in range(depth):
            if not self.path[missing]:
                self._add_node(missing, "", where)
        self._add_node(depth, block.title, where)
        self.starts.append(block.line)
        self.started.append(self.node_id)
        self.section = None
        self.level = self.astray = self.lost = ""
        self.labels = set()

    def _add_node(self, depth: int, name: str, where: str) -> None:
        parent_id = self.path[depth - 1] if depth else ""
        node_id = self.builder.add_node(NODE_TYPES[depth], name, parent_id, where)
        self.path[depth:] = [node_id] + [""] * (len(self.path) - depth - 1)

    def _tab(self, block: Block) -> None:
        known_section = self.section is None or self.section.is_known
        self._leave_tab()
        self.in_tab = True
        level = level_of(block.title)
        if not level:
            self.astray = f"no level is called {block.title!r}"
        elif not self.path[-1]:
            self.astray = "a level without a skill above it"
        elif not known_section:
            self.astray = "a level below a section that is no skill"
        elif level in self.labels:
            self.astray = f"the skill has {level} already"
        elif not self.lost:
            self.builder.add_level(self.path[-1], level)
            self.level = level
        self.labels.add(level)
        if level:
            self._claim("heading", block.line)
        else:
            self._unplaced(self.astray, block.line)

    def _leave_tab(self) -> None:
        self.section = None
        self.in_tab = False
        self.level = self.astray = ""

    def _text(self, block: Block) -> None:
        last = block.items[-1].last
        stray = last + 1 if self.in_tab else self._gone_wrong(block)
        items = [
            replace(item, last=min(item.last, stray - 1))
            for item in block.items
            if item.first < stray
        ]
        if items:
            self._place(items, block.is_nested)
        if stray <= last:
            reason = "looks like a heading or tab, but Markdown shows it as text"
            if self.lines[stray - 1].lstrip().startswith("#"):
                self.lost = self.lost or reason
            else:
                self.astray = self.astray or reason
            self._unplaced(reason, stray, last)

    def _gone_wrong(self, block: Block) -> int:
        """The first line that was meant as a heading or tab; else one past the end.

        What follows it must not be taken for a part of the skill above.
        """
        first, last = block.items[0].first, block.items[-1].last
        return next(
            (
                line
                for line in range(first, last + 1)
                if _GONE_WRONG.match(self.lines[line - 1].strip())
            ),
            last + 1,
        )

    def _place(self, items: list[Item], is_nested: bool) -> None:
        first, last = items[0].first, items[-1].last
        if reason := self._objection(is_nested):
            self._unplaced(reason, first, last)
        elif self.section:
            key = self.section.node_id, self.section.level, self.section.kind
            for item in items:
                self._claim("attribute", item.first, item.last)
                self.builder.add_attribute(*key, self.source.text(item))
        elif self.level:
            for item in items:
                self._claim("descriptor", item.first, item.last)
                text = self.source.text(item)
                self.builder.add_descriptor(self.path[-1], self.level, text)
        else:
            self._claim("description", first, last)
            self.builder.describe(self.node_id, self.source.between(first, last))

    def _objection(self, is_nested: bool) -> str:
        """Why text has no place here; empty when it has one."""
        if self.lost or self.astray:
            return self.lost or self.astray
        if is_nested:
            return "tabs inside a tab"
        if not self.node_id:
            return "text before the first heading"
        if self.labels and not self.level and not self.section:
            return "text after the level tabs"
        return ""

    def _comment(self, first: int, last: int) -> None:
        text = "\n".join(line.strip() for line in self.raw[first - 1 : last])
        body = text.removeprefix("<!--").removesuffix("-->").strip()
        domain_id = next(
            (
                node_id.split("/")[0]
                for node_id in (self._nearest(first), *self.started)
                if node_id
            ),
            "",
        )
        if body.split(maxsplit=1)[:1] != ["meta"] or not domain_id:
            self._unplaced("a comment", first, last)
            return
        values = body.removeprefix("meta").removesuffix("/meta").split("\n")
        for value in map(str.strip, values):
            if value not in ("", "{", "}"):
                self.builder.add_attribute(domain_id, "", "meta", value)
        self._claim("attribute", first, last)

    def _claim(self, role: str, first: int, last: int = 0) -> None:
        for line in range(first, (last or first) + 1):
            if self.lines[line - 1].strip():
                self.roles[line] = role

    def _unplaced(self, reason: str, first: int, last: int = 0) -> None:
        for line in range(first, (last or first) + 1):
            text = self.lines[line - 1].strip()
            if text:
                self.roles[line] = "unplaced"
                nearest = self._nearest(line)
                self.builder.add_unplaced(
                    Unplaced(self.name, line, nearest, text, reason)
                )

    def _nearest(self, line: int) -> str:
        place = bisect_right(self.starts, line)
        return self.started[place - 1] if place else ""

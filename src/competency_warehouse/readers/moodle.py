"""Read competency frameworks in the CSV of Moodle (admin/tool/lpimportcsv).

The columns count by their position, for their titles are in the language of the site.
Competencies at depth 1, 2 and 3 are the domains, subdomains and skills. A description
is HTML: a heading that names a level begins that level, its list items and paragraphs
are descriptors; any other heading begins attributes of that kind. What remains in a row
is not placed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    NODE_TYPES,
    FrameworkBuilder,
    Unplaced,
    slug,
)
from competency_warehouse.readers.markdown_tabs import attribute_kind, level_of
from competency_warehouse.readers.text import text_of

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

COLUMNS = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)
SCALE = ",".join(level.name for level in LEVELS)
ID_NUMBER = "id_number"
RELATED = "related_competency"
IS_FRAMEWORK = 12
HTML_FORMATS = ("", "0", "1")  # 2 is plain text, 4 Markdown
MAX_CHARACTERS = 100
MAX_HEAD_BYTES = 10_000
MAX_ROWS = 100_000
# What the parser may look through again at each tag, of all descriptions together:
# some ten seconds where no tag ends.
MAX_HTML_WORK = 10_000_000_000

_NOTHING = ("", "0", "null")  # as Moodle writes that there is no rule, no framework
_MIN_COLUMNS = IS_FRAMEWORK + 1
_MAX_FIELD_CHARACTERS = 20_000_000
_BLOCK = re.compile("p|div|[uo]l|li|table|t[rdh]|d[ltd]|blockquote|pre|hr")
_STRONG = {"b", "strong"}
_LABEL_RANK = 4  # of a bold paragraph that is nothing but the name of a level


class Row(NamedTuple):
    """A row of the file, in columns of Moodle; ``more`` are those beyond."""

    line: int
    parent: str
    id_number: str
    name: str
    description: str
    description_format: str
    scale: str
    scale_configuration: str
    rule_type: str
    rule_outcome: str
    rule_config: str
    related: str
    exported_id: str
    is_framework: str
    taxonomy: str
    more: tuple[str, ...]

    def as_text(self) -> str:
        """All that is in the row, with a comma between columns."""
        return ",".join((*self[1:-1], *self.more)).strip(",")


@dataclass
class Part:
    """A heading, paragraph or list item of a description, or a link in it."""

    kind: str
    text: str
    rank: int = 0


class MoodleReader:
    """A row for each competency, with its parent, and one for the framework."""

    dialect = "moodle"
    suffixes = (".csv",)
    recognised_by = "14 columns, the 13th of one row set: Is framework"

    def recognises(self, page: Page) -> bool:
        """Whether the page has a row in the columns of Moodle for a framework."""
        head = page.content[:MAX_HEAD_BYTES].split(b"\n", 1)[0]
        if max(head.count(mark) for mark in (b",", b";", b"\t")) < _MIN_COLUMNS - 1:
            return False
        return any(row.is_framework not in _NOTHING for row in _rows(page))

    def read(self, page: Page, builder: FrameworkBuilder) -> None:
        """Put everything in the file into the builder.

        Raises:
            UserError: the file is no such CSV.
        """
        _Reading(page, builder).run()


def id_number(node_id: str) -> str:
    """The ID number of a node: its id, cut short with a checksum if Moodle would cut.

    Moodle cuts at 100 characters, which would part children from their parents.
    """
    if len(node_id) <= MAX_CHARACTERS:
        return node_id
    checksum = hashlib.sha256(node_id.encode()).hexdigest()[:8]
    return f"{node_id[: MAX_CHARACTERS - 9]}-{checksum}"


def _rows(page: Page) -> list[Row]:
    text = text_of(page)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for place, fields in enumerate(reader):
            if len(rows) == MAX_ROWS:
                raise UserError(
                    f"{page.name} has over {MAX_ROWS:,} rows, which no framework has. "
                    "Export one framework alone."
                )
            if place and any(field.strip() for field in fields):
                padded = [*map(str.strip, fields), *[""] * len(COLUMNS)]
                own, more = padded[: len(COLUMNS)], padded[len(COLUMNS) : len(fields)]
                rows.append(Row(line, *own, tuple(more)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            f"{page.name}:{reader.line_num}: not CSV: {error}. Export it again."
        ) from error
    return rows


class _Description(HTMLParser):
    """The parts of a description, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._words: list[str] = []
        self._heading = 0
        self._strong = 0  # how deep we are in bold text
        self._plain = False  # whether there is text that is not bold
        self.feed(html)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a part, or remember what a tag refers to."""
        for name, value in attrs:
            if name in ("href", "src", "alt", "title") and value:
                self.parts.append(Part("link", f"{tag} {name}: {value}"))
        if tag == "br":
            self._words.append("\n")
        elif tag in _STRONG:
            self._strong += 1
        elif rank := _rank(tag):
            self._flush()
            self._heading = rank
        elif _BLOCK.fullmatch(tag):
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        """End a part."""
        if tag in _STRONG:
            self._strong = max(self._strong - 1, 0)
        elif _rank(tag) or _BLOCK.fullmatch(tag):
            self._flush()
            self._heading = 0

    def handle_data(self, data: str) -> None:
        """Keep text, in which line feeds mean no more than blanks."""
        self._words.append(data.replace("\n", " "))
        self._plain |= bool(data.strip()) and not self._strong

    def handle_comment(self, data: str) -> None:
        """Keep a comment, which readers do not see."""
        self.parts.append(Part("link", f"comment: {data.strip()}"))

    handle_decl = handle_comment
    handle_pi = handle_comment
    unknown_decl = handle_comment

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Take ``<![x[`` for a comment, as browsers do, where the parser gives up."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def _flush(self) -> None:
        lines = "".join(self._words).split("\n")
        text = "\n".join(line.strip(" ") for line in lines).strip()
        if text:
            is_label = not self._plain and level_of(text) != ""
            rank = self._heading or (_LABEL_RANK if is_label else 0)
            self.parts.append(Part("heading" if rank else "text", text, rank))
        self._words = []
        self._plain = False


def _rank(tag: str) -> int:
    return int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0


class _Reading:
    """One file on its way into the builder."""

    def __init__(self, page: Page, builder: FrameworkBuilder) -> None:
        self.page = page
        self.builder = builder
        self.node_ids: dict[str, str] = {}  # of placed rows, by ID number
        self.parents: dict[str, str] = {}
        self.left: list[tuple[Row, str, str]] = []  # row, text and reason
        self.work = 0  # that the parser of HTML may have had

    def run(self) -> None:
        """Read the file."""
        rows = _rows(self.page)
        frameworks = [row for row in rows if row.is_framework not in _NOTHING]
        if not frameworks:
            raise UserError(
                f"{self.page.name}: no row says that it is the framework (column 13, "
                "Is framework). Export the whole framework from Moodle."
            )
        self._framework(frameworks[0])
        for row in frameworks[1:]:
            self.left.append((row, row.as_text(), "a second framework"))
        by_id: dict[str, Row] = {}
        children: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.is_framework not in _NOTHING:
                continue
            if not row.id_number or row.id_number in by_id:
                reason = (
                    "an ID number that is taken" if row.id_number else "no ID number"
                )
                self.left.append((row, row.as_text(), reason))
                continue
            by_id[row.id_number] = row
            self.parents[row.id_number] = row.parent
            children[row.parent].append(row)
        self._add(children, "")
        for row in by_id.values():
            if row.id_number in self.node_ids:
                self._facts(row)
            else:
                below = self._nearest(row.id_number)
                reason = "below a skill" if below else "a parent that is not here"
                self.left.append((row, row.as_text(), reason))
        for row, text, reason in self.left:
            nearest = self._nearest(row.id_number)
            self.builder.add_unplaced(
                Unplaced(self.page.name, row.line, nearest, text, reason)
            )

    def _framework(self, row: Row) -> None:
        texts = [part.text for part in self._parts(row)]
        words = " ".join((row.name, row.id_number, *texts)).strip()
        self.builder.note(f"{self.page.name} says of itself: {words}")
        if row.scale not in ("", SCALE):
            self.builder.note(
                f"{self.page.name}:{row.line}: the scale {row.scale!r} is not kept; "
                f"the levels are {SCALE}"
            )
        if row.more:
            self.left.append((row, ",".join(row.more), "a column that Moodle has not"))

    def _add(
        self, children: dict[str, list[Row]], id_number: str, depth: int = 0
    ) -> None:
        for row in children[id_number]:
            where = f"{self.page.name}:{row.line}"
            parent_id = self.node_ids.get(id_number, "")
            self.node_ids[row.id_number] = self.builder.add_node(
                NODE_TYPES[depth], row.name, parent_id, where
            )
            if depth + 1 < len(NODE_TYPES):
                self._add(children, row.id_number, depth + 1)

    def _facts(self, row: Row) -> None:
        """Read everything in a row but its place."""
        node_id = self.node_ids[row.id_number]
        left = []
        if row.id_number != id_number(node_id):
            self.builder.add_attribute(node_id, "", ID_NUMBER, row.id_number)
        for raw in row.related.split(",") if row.related else ():
            other = raw.strip().replace("%2C", ",")
            value = self.node_ids.get(other, other)
            self.builder.add_attribute(node_id, "", RELATED, value)
        if row.description_format in HTML_FORMATS:
            left += self._describe(node_id, row)
        elif row.description:
            self.builder.describe(node_id, row.description)
        rule = row.rule_type, row.rule_outcome, row.rule_config
        others = row.scale, row.scale_configuration, row.taxonomy, *row.more
        left += [text for text in (*rule, *others) if text not in _NOTHING]
        if left:
            self.left.append((row, "; ".join(left), "parts that have no place here"))

    def _parts(self, row: Row) -> list[Part]:
        """The parts of the row's description, unless that takes too long."""
        self.work += row.description.count("<") * len(row.description)
        if self.work > MAX_HTML_WORK:
            raise UserError(
                f"{self.page.name}:{row.line}: there is more HTML in the descriptions "
                "down to this row than a framework has. Shorten its description."
            )
        try:
            return _Description(row.description).parts
        except ValueError as error:  # a character by a number of thousands of digits
            raise UserError(
                f"{self.page.name}:{row.line}: the description is no HTML that can be "
                f"read: {error}. Mend it."
            ) from error

    def _describe(self, node_id: str, row: Row) -> list[str]:
        """Read a description; returns the parts that have no place."""
        is_skill = node_id.count("/") == len(NODE_TYPES) - 1
        level, kind, rank_of_level = "", "", 0
        title = ""  # of attributes, until one comes
        left = []
        for part in self._parts(row):
            if part.kind == "link":
                left.append(part.text)
            elif part.rank:
                left += [title] if title else []
                title = ""
                if is_skill and level_of(part.text):
                    level, kind, rank_of_level = level_of(part.text), "", part.rank
                    self.builder.add_level(node_id, level)
                    continue
                if part.rank <= rank_of_level:
                    level = ""
                title = part.text
                kind = attribute_kind(title) or slug(title).replace("-", "_") or "other"
            elif kind:
                title = ""
                self.builder.add_attribute(node_id, level, kind, part.text)
            elif level:
                self.builder.add_descriptor(node_id, level, part.text)
            else:
                self.builder.describe(node_id, part.text)
        return [*left, title] if title else left

    def _nearest(self, number: str) -> str:
        seen = set()
        while number and number not in seen:
            if number in self.node_ids:
                return self.node_ids[number]
            seen.add(number)
            number = self.parents.get(number, "")
        return ""

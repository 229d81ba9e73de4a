"""Write a release as the CSV that Moodle imports as a competency framework.

The levels are the scale, on which Moodle rates people; what a skill asks at each of
them stands in its description, as a heading and a list, where people who rate and are
rated read it. Competencies of their own for levels or descriptors would be rated too.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    Attribute,
    Descriptor,
    Framework,
    Level,
    Node,
    Release,
)
from competency_warehouse.readers.moodle import (
    COLUMNS,
    ID_NUMBER,
    MAX_CHARACTERS,
    RELATED,
    SCALE,
    MoodleReader,
    id_number,
)
from competency_warehouse.writers.markdown_tabs import TITLES
from competency_warehouse.writers.written import Written, prove

HTML = "1"
NAMES = {level.level: level.name for level in LEVELS}
TAXONOMY = "domain,competency,skill,skill"
# The first level is what Moodle gives by itself, when a rule or course says "complete";
# proficient is who works independently. Both can be changed in Moodle.
DEFAULT_RANK, PROFICIENT_RANK = 1, 2


class MoodleWriter:
    """A row for the framework, and one for each domain, subdomain and skill."""

    form = "moodle"
    is_folder = False

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release.

        Args:
            framework: what the release holds; lines that had no place are left out.
            release: which release it is.
            levels: its scale, lowest first; it is written with the names that the
                reader knows.

        Raises:
            UserError: Moodle cannot hold something of it.
        """
        for node in framework.nodes:
            if not node.name.strip():
                raise UserError(
                    f"The {node.node_type} {node.node_id} has no name, and Moodle "
                    "leaves out what has none, with all below it. Name it."
                )
        lines = io.StringIO()
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerow(_framework_row(release))
        table.writerows(_Competencies(framework).rows())
        name = f"{release.framework_id}-{release.release_id}.csv"
        files = {name: lines.getvalue()}
        prove(framework, files, MoodleReader(), "The CSV of Moodle")
        return Written(files, tuple(_notes(framework, levels)))


def _notes(framework: Framework, levels: Sequence[Level]) -> Iterator[str]:
    if ",".join(level.name for level in levels) != SCALE:
        yield f"the levels are written as {SCALE}"
    for node in framework.nodes:
        if len(node.name) > MAX_CHARACTERS:
            yield (
                f"Moodle cuts names at {MAX_CHARACTERS} characters, so it will cut "
                f"that of {node.node_id}"
            )
        if "<" in node.name:
            yield f"Moodle may drop what follows < in the name of {node.node_id}"


def _framework_row(release: Release) -> tuple[str, ...]:
    about = (
        f"Release {release.release_id}, in force from {release.released_on}.",
        f"Published by {release.publisher}." if release.publisher else "",
        f"Licence: {release.licence}." if release.licence else "",
        f"Source: {release.source}" if release.source else "",
    )
    description = "".join(f"<p>{_html(text)}</p>" for text in about if text)
    title = release.title or release.framework_id
    name = release.framework_id, title, description, HTML
    return ("", *name, SCALE, _scale_configuration(), *[""] * 5, "1", TAXONOMY)


def _scale_configuration() -> str:
    """Which levels are default and proficient; Moodle puts in the id of its scale."""
    parts: list[dict[str, object]] = [{"scaleid": "0"}]
    parts += [
        {
            "id": level.rank,
            "scaledefault": int(level.rank == DEFAULT_RANK),
            "proficient": int(level.rank >= PROFICIENT_RANK),
        }
        for level in LEVELS
    ]
    return json.dumps(parts, separators=(",", ":"))


class _Competencies:
    """The rows of nodes, which refer to each other by ID number."""

    def __init__(self, framework: Framework) -> None:
        self.nodes = framework.nodes
        self.facts: dict[str, list[Attribute]] = defaultdict(list)
        for fact in framework.attributes:
            self.facts[fact.node_id].append(fact)
        self.descriptors: dict[str, list[Descriptor]] = defaultdict(list)
        for each in framework.descriptors:
            self.descriptors[each.skill_id].append(each)
        self.numbers = self._numbers()

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The row of each node."""
        for node in self.nodes:
            parent = self.numbers.get(node.parent_id, "")
            number = self.numbers[node.node_id]
            related = self._related(node)
            in_columns = {RELATED} if related else set()
            if number != id_number(node.node_id):
                in_columns.add(ID_NUMBER)
            others = ",".join(number.replace(",", "%2C") for number in related)
            description = "\n".join(self._description(node, in_columns))
            name = parent, number, node.name, description, HTML
            yield (*name, "", "", "", "0", "null", others, "", "", "")

    def _values(self, node: Node, kind: str) -> list[str]:
        facts = self.facts[node.node_id]
        return [fact.value for fact in facts if (fact.kind, fact.level) == (kind, "")]

    def _numbers(self) -> dict[str, str]:
        """The ID number of each node: its own if it came with one that can stay."""
        numbers = {node.node_id: id_number(node.node_id) for node in self.nodes}
        taken = set(numbers.values())
        for node in self.nodes:
            match self._values(node, ID_NUMBER):
                case [given] if given not in taken and 0 < len(given) <= MAX_CHARACTERS:
                    numbers[node.node_id] = given
                    taken.add(given)
        return numbers

    def _related(self, node: Node) -> list[str]:
        """ID numbers of what it is related to, if all of it is here."""
        related = self._values(node, RELATED)
        is_here = all(other in self.numbers for other in related)
        return [self.numbers[other] for other in related] if is_here else []

    def _description(self, node: Node, in_columns: set[str]) -> Iterator[str]:
        facts = [
            fact
            for fact in self.facts[node.node_id]
            if fact.level or fact.kind not in in_columns
        ]
        if node.description:
            for paragraph in node.description.split("\n\n"):
                yield f"<p>{_html(paragraph)}</p>"
        by_level = groupby(self.descriptors[node.node_id], key=lambda each: each.level)
        for level, descriptors in by_level:
            yield f"<h4>{NAMES[level]}</h4>"
            yield from _list(each.text for each in descriptors)
            yield from _sections((fact for fact in facts if fact.level == level), 5)
        yield from _sections((fact for fact in facts if not fact.level), 4)


def _sections(facts: Iterable[Attribute], rank: int) -> Iterator[str]:
    for kind, group in groupby(facts, key=lambda fact: fact.kind):
        title = TITLES.get(kind, kind.replace("_", " ").capitalize())
        yield f"<h{rank}>{_html(title)}</h{rank}>"
        yield from _list(fact.value for fact in group)


def _list(texts: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{_html(text)}</li>" for text in texts if text)
    if items:
        yield f"<ul>{items}</ul>"


def _html(text: str) -> str:
    """Text as HTML; without quotes, which PHP misreads in CSV after a backslash."""
    safe = html.escape(text, quote=False).replace('"', "&quot;")
    return safe.replace("\n", "<br>")

"""A framework as it was read, whatever it was read from, and its export tables.

Readers put what they find into a :class:`FrameworkBuilder`, which gives out ids and
positions; the finished :class:`Framework` turns into rows of the framework tables of
the export contract, and back again.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from competency_warehouse.contract import EXPORT_TABLES

Row = tuple[str, ...]
Tables = dict[str, list[Row]]

NODE_TYPES = ("domain", "subdomain", "skill")


@dataclass(frozen=True)
class Level:
    """One step of the proficiency scale; ``rank`` counts from 1, lowest first."""

    level: str
    rank: int
    name: str
    summary: str


LEVELS = (
    Level("entry", 1, "Entry Level", "Knows the basics and works under guidance"),
    Level("mid", 2, "Mid Level", "Works independently and solves common problems"),
    Level("senior", 3, "Senior Level", "Leads, sets direction and guides others"),
)
LEVEL_RANKS = {level.level: level.rank for level in LEVELS}


@dataclass(frozen=True)
class Release:
    """What identifies and describes one dated state of a framework. All text."""

    framework_id: str
    release_id: str
    released_on: str
    status: str = "published"
    title: str = ""
    publisher: str = ""
    licence: str = ""
    source: str = ""


@dataclass(frozen=True)
class Node:
    """A domain, subdomain or skill; ``position`` counts from 1 within its parent."""

    node_type: str
    node_id: str
    parent_id: str
    position: int
    name: str
    description: str = ""


@dataclass(frozen=True)
class Descriptor:
    """One statement at a level of a skill; empty text: the level is a mere heading."""

    skill_id: str
    level: str
    position: int
    text: str


@dataclass(frozen=True)
class Attribute:
    """A fact about a node (``level`` empty) or about one level of it."""

    node_id: str
    level: str
    kind: str
    position: int
    value: str


@dataclass(frozen=True)
class Unplaced:
    """A line that was read but has no place in a framework, and why."""

    source: str
    line: int
    nearest_node_id: str
    text: str
    reason: str = field(default="", compare=False)


@dataclass(frozen=True)
class Framework:
    """Everything read, in reading order; ``notes`` are remarks for the person."""

    nodes: tuple[Node, ...] = ()
    descriptors: tuple[Descriptor, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def of_type(self, node_type: str) -> list[Node]:
        """The nodes of one type, in order."""
        return [node for node in self.nodes if node.node_type == node_type]

    def counts(self) -> dict[str, int]:
        """How many of each; ``levels`` are headings, ``descriptors`` are texts."""
        types = Counter(node.node_type for node in self.nodes)
        return {
            "domains": types["domain"],
            "subdomains": types["subdomain"],
            "skills": types["skill"],
            "levels": len({(each.skill_id, each.level) for each in self.descriptors}),
            "descriptors": sum(bool(each.text) for each in self.descriptors),
        }

    def incomplete_levels(self) -> list[tuple[str, str, str]]:
        """Skill id, level and ``missing`` or ``empty``, for each level without text."""
        texts: dict[tuple[str, str], bool] = {}
        for each in self.descriptors:
            key = each.skill_id, each.level
            texts[key] = texts.get(key, False) or bool(each.text)
        return [
            (skill.node_id, level.level, "empty" if key in texts else "missing")
            for skill in self.of_type("skill")
            for level in LEVELS
            if not texts.get(key := (skill.node_id, level.level))
        ]

    def content_hash(self) -> str:
        """SHA-256 over outline, descriptors and attributes; the release has no part."""
        content = [self._outline(), self._descriptors(), self._attributes()]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def tables(self, release: Release) -> Tables:
        """The rows of the framework tables, columns as in the export contract."""
        key = release.framework_id, release.release_id
        return {
            "framework_releases": [
                (
                    *key,
                    release.released_on,
                    release.status,
                    release.title,
                    release.publisher,
                    release.licence,
                    release.source,
                    self.content_hash(),
                )
            ],
            "framework_levels": [
                (
                    release.framework_id,
                    level.level,
                    str(level.rank),
                    level.name,
                    level.summary,
                )
                for level in LEVELS
            ],
            "framework_outline": [(*key, *row) for row in self._outline()],
            "framework_descriptors": [(*key, *row) for row in self._descriptors()],
            "framework_attributes": [(*key, *row) for row in self._attributes()],
            "framework_unplaced": [
                (*key, each.source, str(each.line), each.nearest_node_id, each.text)
                for each in self.unplaced
            ],
        }

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Iterable[Row]], framework_id: str, release_id: str
    ) -> Framework:
        """The framework that :meth:`tables` wrote as this release.

        Args:
            tables: rows by table name, columns as in the export contract.
            framework_id: the framework to take.
            release_id: the release to take; rows of others are passed over.
        """

        def rows(name: str) -> list[dict[str, str]]:
            named = (
                dict(zip(EXPORT_TABLES[name].columns, row, strict=True))
                for row in tables.get(name, ())
            )
            key = framework_id, release_id
            return [
                row for row in named if (row["framework_id"], row["release_id"]) == key
            ]

        return cls(
            nodes=tuple(
                Node(
                    row["node_type"],
                    row["node_id"],
                    row["parent_id"],
                    int(row["position"]),
                    row["name"],
                    row["description"],
                )
                for row in rows("framework_outline")
            ),
            descriptors=tuple(
                Descriptor(
                    row["skill_id"],
                    row["level"],
                    int(row["position"]),
                    row["descriptor"],
                )
                for row in rows("framework_descriptors")
            ),
            attributes=tuple(
                Attribute(
                    row["node_id"],
                    row["level"],
                    row["kind"],
                    int(row["position"]),
                    row["value"],
                )
                for row in rows("framework_attributes")
            ),
            unplaced=tuple(
                Unplaced(
                    row["source"],
                    int(row["line"]),
                    row["nearest_node_id"],
                    row["text"],
                )
                for row in rows("framework_unplaced")
            ),
        )

    def _outline(self) -> list[Row]:
        return [
            (
                node.node_type,
                node.node_id,
                node.parent_id,
                str(node.position),
                node.name,
                node.description,
            )
            for node in self.nodes
        ]

    def _descriptors(self) -> list[Row]:
        return [
            (each.skill_id, each.level, str(each.position), each.text)
            for each in self.descriptors
        ]

    def _attributes(self) -> list[Row]:
        return [
            (each.node_id, each.level, each.kind, str(each.position), each.value)
            for each in self.attributes
        ]


def slug(name: str) -> str:
    """Lower-case ASCII letters and digits, anything else one hyphen; may be empty.

    >>> slug("Data Analysis & Infrastructure")
    'data-analysis-infrastructure'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


class FrameworkBuilder:
    """Collects what readers find, one or many pages, into one :class:`Framework`.

    Nodes come parents first. The builder alone gives out ids and positions, so that
    all readers agree on them.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._nodes: dict[str, Node] = {}
        self._descriptions: dict[str, list[str]] = {}
        self._descriptors: dict[tuple[str, str], list[str]] = {}
        self._attributes: dict[tuple[str, str, str], list[str]] = {}
        self._unplaced: list[Unplaced] = []
        self._notes: list[str] = []
        self._children: Counter[str] = Counter()
        self._copies: Counter[str] = Counter()

    def add_node(self, node_type: str, name: str, parent_id: str, where: str) -> str:
        """Add a node and return its id, the path of slugs.

        An empty slug becomes ``untitled`` and a path that is taken gets the first
        free suffix ``-2``, ``-3`` ...; both are noted.

        Args:
            node_type: one of :data:`NODE_TYPES`.
            name: the title, verbatim.
            parent_id: the id of the node above, empty for a domain.
            where: file and line, for the note.
        """
        stem = slug(name)
        path = f"{parent_id}/{stem or 'untitled'}".lstrip("/")
        node_id = path
        while node_id in self._nodes:
            self._copies[path] += 1
            node_id = f"{path}-{self._copies[path] + 1}"
        if not stem:
            self.note(f"{where}: {node_type} {name!r} spells no id, so it is {node_id}")
        elif node_id != path:
            self.note(f"{where}: {node_type} {name!r} comes again, as {node_id}")
        self._children[parent_id] += 1
        position = self._children[parent_id]
        self._nodes[node_id] = Node(node_type, node_id, parent_id, position, name)
        return node_id

    def describe(self, node_id: str, text: str) -> None:
        """Add a paragraph to the description of a node."""
        self._descriptions.setdefault(node_id, []).append(text)

    def add_level(self, skill_id: str, level: str) -> bool:
        """Say that a skill has a heading for a level; False if it had one already."""
        if (skill_id, level) in self._descriptors:
            return False
        self._descriptors[skill_id, level] = []
        return True

    def add_descriptor(self, skill_id: str, level: str, text: str) -> None:
        """Add a statement to a level that :meth:`add_level` has announced."""
        self._descriptors[skill_id, level].append(text)

    def add_attribute(self, node_id: str, level: str, kind: str, value: str) -> None:
        """Add a fact about a node, or about one level of it."""
        self._attributes.setdefault((node_id, level, kind), []).append(value)

    def add_unplaced(self, unplaced: Unplaced) -> None:
        """Keep a line that has no place."""
        self._unplaced.append(unplaced)

    def note(self, text: str) -> None:
        """Keep a remark for the person who imports."""
        self._notes.append(text)

    def build(self) -> Framework:
        """Everything so far, in canonical order: outline, then level, then position."""
        order = {node_id: place for place, node_id in enumerate(self._nodes)}
        levels = sorted(
            self._descriptors, key=lambda key: (order[key[0]], LEVEL_RANKS[key[1]])
        )
        facts = sorted(
            self._attributes,
            key=lambda key: (order[key[0]], LEVEL_RANKS.get(key[1], 0), key[2]),
        )
        return Framework(
            nodes=tuple(
                Node(
                    node.node_type,
                    node.node_id,
                    node.parent_id,
                    node.position,
                    node.name,
                    "\n\n".join(self._descriptions.get(node.node_id, [])),
                )
                for node in self._nodes.values()
            ),
            descriptors=tuple(
                Descriptor(*key, position, text)
                for key in levels
                for position, text in enumerate(self._descriptors[key] or [""], 1)
            ),
            attributes=tuple(
                Attribute(*key, position, value)
                for key in facts
                for position, value in enumerate(self._attributes[key], 1)
            ),
            unplaced=tuple(
                sorted(self._unplaced, key=lambda each: (each.source, each.line))
            ),
            notes=tuple(self._notes),
        )

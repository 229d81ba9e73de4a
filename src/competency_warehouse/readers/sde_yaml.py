"""Read the YAML of the SDE-skills site: pages of a domain, and files that add to them.

A page of a domain holds ``domain.subdomains{}.competencies{}.levels{}.skills[]``. A
supplement has the same outline without the skills: tools, technologies and standards
of a subdomain, or core concepts and qualifications of a level. It is read last, and
its lists become attributes of the nodes that it names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    NODE_TYPES,
    FrameworkBuilder,
    Unplaced,
    slug,
)
from competency_warehouse.readers.markdown_tabs import attribute_kind, level_of
from competency_warehouse.readers.yaml_text import Document, Value, yaml_document

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

CHILDREN = ("subdomains", "competencies", "levels")
LABELS = ("name", "title", "topic", "description")  # says what a fact is called

_STARTS = re.compile(rb"^(?:domain|subdomains)\s*:", re.MULTILINE)


def _has_key(value: Value, wanted: str) -> bool:
    return any(key == wanted or _has_key(each, wanted) for key, each in value.fields)


def _is_supplement(document: Document) -> bool:
    """Whether a page has no skills of its own, and adds to those of other pages."""
    domain = document.root.get("domain")
    is_described = domain and (domain.get("id") or domain.get("description"))
    return not is_described and not _has_key(document.root, "skills")


class SdeYamlReader:
    """Pages of a domain in the YAML of the SDE-skills site, and their supplements."""

    dialect = "sde-yaml"
    suffixes = (".yaml", ".yml")
    recognised_by = "a domain with subdomains, as on the SDE-skills site"

    def recognises(self, page: Page) -> bool:
        """Whether there is a domain with subdomains.

        A page of a folder that is no YAML is passed over, unless it starts like one.
        """
        try:
            root = yaml_document(page).root
        except UserError:
            if page.is_named or _STARTS.search(page.content):
                raise
            return False
        domain = root.get("domain")
        return bool(domain and (root.get("subdomains") or domain.get("subdomains")))

    def is_supplement(self, page: Page) -> bool:
        """Whether the page adds to nodes of other pages, and so must be read last."""
        return _is_supplement(yaml_document(page))

    def read(self, page: Page, builder: FrameworkBuilder) -> None:
        """Put everything on the page into the builder.

        Raises:
            UserError: the page is no YAML, too large or too deep, or refers to itself.
        """
        _PageReading(page.name, yaml_document(page), builder).run()


def _kind(key: str) -> str:
    """The kind of attributes that a key announces, empty when it is unknown.

    The ``items`` of a tools file may be of any of its kinds; they count as the first.
    """
    return "tool" if key == "items" else attribute_kind(key)


class _PageReading:
    """One page on its way into the builder."""

    def __init__(
        self, name: str, document: Document, builder: FrameworkBuilder
    ) -> None:
        self.name = name
        self.document = document
        self.builder = builder
        self.is_supplement = _is_supplement(document)
        known = builder.build().nodes if self.is_supplement else ()
        self.known = {node.node_id: node.description for node in known}
        self.unplaced: dict[int, Unplaced] = {}
        self.starts: list[tuple[int, str]] = []  # the lines at which nodes start

    def run(self) -> None:
        """Read the page."""
        for note in self.document.notes:
            self.builder.note(note)
        root = self.document.root
        fields = list(root.fields)
        domain = root.get("domain")
        if root.is_mapping and domain:
            fields.remove(("domain", domain))
            if domain.text:
                domain = Value(domain.lines, fields=(("name", domain),))
            fields = [*domain.fields, *fields]
            self._node(0, "", replace(domain, lines=root.lines, fields=(*fields,)), "")
        else:
            self._unplace("no domain above it", "", root)
        for line, text in self.document.comments.items():
            place = bisect_right(self.starts, (line, "\uffff"))
            nearest = self.starts[place - 1][1] if place else ""
            comment = Unplaced(self.name, line, nearest, text, "a comment")
            self.unplaced.setdefault(line, comment)
        for unplaced in self.unplaced.values():
            self.builder.add_unplaced(unplaced)

    def _node(self, depth: int, key: str, value: Value, parent_id: str) -> None:
        """A domain (depth 0, no key), subdomain or competency; a text is its name."""
        if value.text:
            value = Value(value.lines, fields=(("name", value),))
        titles = [*value.texts("name"), key, *value.texts("id"), ""]
        title = next((each for each in titles if each), "")
        where = f"{self.name}:{min(value.lines)}"
        if value.is_list:
            self._unplace("a list in place of a mapping", parent_id, value)
            return
        if self.is_supplement:
            ids = [f"{parent_id}/{slug(each)}".lstrip("/") for each in titles]
            node_id = next((each for each in ids if each in self.known), "")
        else:
            node_id = self.builder.add_node(NODE_TYPES[depth], title, parent_id, where)
        if not node_id:
            reason = f"no {NODE_TYPES[depth]} here is called {title!r}"
            self._unplace(reason, parent_id, value)
            return
        self.starts.append((min(value.lines), node_id))
        if slug(key) != slug(title):
            self._meta(node_id, "", "key", key)
        for name, each in value.fields:
            if name == CHILDREN[depth] and not each.text:
                for child_key, child in each.fields:
                    self._child(depth, node_id, title, child_key, child)
            else:
                self._field(node_id, title, name, each)

    def _child(
        self, depth: int, node_id: str, title: str, key: str, value: Value
    ) -> None:
        if depth + 1 < len(NODE_TYPES):
            self._node(depth + 1, key, value, node_id)
        else:
            self._level(node_id, title, key, value)

    def _field(self, node_id: str, title: str, name: str, value: Value) -> None:
        told = {
            ("name", title),
            ("id", slug(title)),
            ("description", self.known.get(node_id, "")),
        }
        if kind := _kind(name):
            self._facts(node_id, "", kind, name, value)
        elif name == "description" and value.text and not self.is_supplement:
            self.builder.describe(node_id, value.text)
        elif (name, value.text) not in told or value.fields:
            self._meta(node_id, "", name, value.text or value.json())

    def _level(self, skill_id: str, title: str, key: str, value: Value) -> None:
        """A level; a mere text or list is its skills."""
        if not value.is_mapping:
            value = Value(value.lines, fields=(("skills", value),))
        names = [key, *value.texts("name", "id")]
        level = next(filter(None, map(level_of, names)), "")
        if not level:
            name = next(filter(None, names), "")
            self._unplace(f"no level is called {name!r}", skill_id, value)
            return
        if not self.is_supplement and not self.builder.add_level(skill_id, level):
            self._unplace(f"the competency has {level} already", skill_id, value)
            return
        if key and level_of(key) != level:
            self._meta(skill_id, level, "key", key)
        for name, each in value.fields:
            is_told = level_of(each.text) == level or (
                each.text == f"{slug(title)}-{level}"
            )
            if name == "skills":
                self._statements(skill_id, level, each)
            elif kind := _kind(name):
                self._facts(skill_id, level, kind, name, each)
            elif not (name in ("name", "id") and is_told):
                self._meta(skill_id, level, name, each.text or each.json())

    def _statements(self, skill_id: str, level: str, skills: Value) -> None:
        items = [each for _, each in skills.fields] if skills.is_list else [skills]
        for item in items:
            text = item.text
            if skills.is_list and item.is_mapping and len(item.fields) == 1:
                [(name, value)] = item.fields
                if not value.fields:
                    text = f"{name}: {value.text}".strip()
                    self.builder.note(
                        f"{self.name}:{min(item.lines)}: the colon makes {text!r} a "
                        "mapping; it is read as a text"
                    )
            if text:
                self.builder.add_descriptor(skill_id, level, text)
            elif not item.is_blank:
                self._unplace("no text, where a skill should be", skill_id, item)

    def _facts(
        self, node_id: str, level: str, kind: str, key: str, value: Value
    ) -> None:
        """Attributes: from a text, a list, or a mapping with a name or with groups.

        What else such a mapping says is kept as JSON, as an attribute ``meta``.
        """
        if value.text:
            self.builder.add_attribute(node_id, level, kind, value.text)
        elif value.is_list:
            for _, each in value.fields:
                self._facts(node_id, level, kind, key, each)
        elif value.is_mapping:
            groups = [(name, each) for name, each in value.fields if each.is_list]
            label = next(iter(value.texts(*LABELS)), "")
            if label and not any(_kind(name) for name, _ in groups):
                self.builder.add_attribute(node_id, level, kind, label)
                if len(value.fields) > 1:
                    self._meta(node_id, level, f"{kind} {label}", value.json())
                return
            for name, each in groups:
                own = attribute_kind(name) or kind
                self._facts(node_id, level, own, name, each)
            if not all(
                each.is_list and attribute_kind(name) for name, each in value.fields
            ):
                self._meta(node_id, level, key, value.json())

    def _meta(self, node_id: str, level: str, key: str, text: str) -> None:
        if text and text not in ('""', "[]", "{}"):
            self.builder.add_attribute(node_id, level, "meta", f"{key}: {text}")

    def _unplace(self, reason: str, nearest: str, value: Value) -> None:
        """List the lines of a value, with its key; a line is listed once."""
        for line in sorted(value.lines):
            text = self.document.lines[line - 1].strip()
            if text:
                unplaced = Unplaced(self.name, line, nearest, text, reason)
                self.unplaced.setdefault(line, unplaced)

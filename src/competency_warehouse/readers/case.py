"""Read CASE 1.1 packages: Competencies and Academic Standards Exchange, of 1EdTech.

The items at depth 1, 2 and 3 below the document, by ``isChildOf``, are the domains,
subdomains and skills; a rubric criterion about a skill holds its levels, one
descriptor a line. Fields that a framework has no column for are attributes. What
remains is not placed, and named by its path in the package: ``a.json#/CFItems/7``.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVEL_RANKS,
    NODE_TYPES,
    FrameworkBuilder,
    Unplaced,
)
from competency_warehouse.readers.markdown_tabs import level_of
from competency_warehouse.readers.text import check_text, text_of, unified

if TYPE_CHECKING:
    from competency_warehouse.readers import Page

Object = dict[str, Any]

MAX_DEPTH = 50
MAX_DIGITS = 100

NAMESPACE = uuid5(NAMESPACE_URL, "urn:competency-warehouse")
EXTENSION = "competencyWarehouse"  # what CASE has no field for, in its "extensions"
ITEM_TYPES = dict(zip(NODE_TYPES, ("Domain", "Subdomain", "Skill"), strict=True))

# Kinds of attributes that CASE has fields for: one text, and lists of texts.
FIELDS = {
    "alternative_label": "alternativeLabel",
    "human_coding_scheme": "humanCodingScheme",
    "item_type": "CFItemType",
    "language": "language",
    "list_enumeration": "listEnumeration",
}
LISTS = {
    "concept_keyword": "conceptKeywords",
    "education_level": "educationLevel",
    "subject": "subject",
}

# What CASE says of its own records, and says again as links; a note counts the links.
_RECORD = {"identifier", "uri", "lastChangeDateTime"}
_LINKS = {
    "CFAssociationGroupingURI",
    "CFDocumentURI",
    "CFItemTypeURI",
    "CFPackageURI",
    "conceptKeywordsURI",
    "licenseURI",
    "subjectURI",
}
_STATEMENTS = {"fullStatement", "abbreviatedStatement", "notes"}
_ITEM = _RECORD | _STATEMENTS | {*FIELDS.values(), *LISTS.values(), "extensions"}
_ASSOCIATION = _RECORD | {
    "associationType",
    "sequenceNumber",
    "originNodeURI",
    "destinationNodeURI",
}
_CRITERION = _RECORD | {
    "CFItemURI",
    "CFRubricCriterionLevels",
    "position",
    "rubricId",
}
_LEVEL = _RECORD | {
    "description",
    "extensions",
    "position",
    "quality",
    "rubricCriterionId",
}
_PACKAGE = {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SHOWN = ("title", "creator", "publisher", "version", "adoptionStatus")


def identifier(framework_id: str, release_id: str, *what: str) -> str:
    """The UUID that this project gives to a part of a release, always the same.

    Args:
        framework_id: the framework.
        release_id: the release.
        what: ``item`` and a node id, for example.
    """
    return str(uuid5(NAMESPACE, "\n".join((framework_id, release_id, *what))))


def uri(uuid: str) -> str:
    """The URI of a record that no server serves."""
    return f"urn:uuid:{uuid}"


class CaseReader:
    """Items below a document, and rubrics for their levels."""

    dialect = "case"
    suffixes = (".json",)
    recognised_by = 'a "CFDocument" in JSON, as CASE packages have'

    def recognises(self, page: Page) -> bool:
        """Whether the page speaks of a CASE document."""
        return b'"CFDocument"' in page.content

    def read(self, page: Page, builder: FrameworkBuilder) -> None:
        """Put everything in the package into the builder.

        Raises:
            UserError: the page is no JSON, or no CASE package.
        """
        _Reading(page, builder).run()


def _parsed(page: Page, text: str) -> Object:
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        raise UserError(
            f"{page.name}:{error.lineno}: not JSON: {error.msg}. Export it again."
        ) from error
    except RecursionError as error:
        raise _too_deep(page) from error
    except ValueError as error:
        raise UserError(f"{page.name}: {error}. Export it again.") from error
    for string, depth in _strings(tree):
        check_text(string, page.name)
        if depth > MAX_DEPTH:
            raise _too_deep(page)
    package = tree.get("CFPackage", tree) if isinstance(tree, dict) else None
    if not isinstance(package, dict) or "CFDocument" not in package:
        raise UserError(
            f"{page.name} is no CASE package: it has no CFDocument at its top. "
            "Export the whole package (CFPackages), not a part of it."
        )
    return package


def _too_deep(page: Page) -> UserError:
    return UserError(
        f"{page.name} is nested too deeply to be a CASE package. Export it again."
    )


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return found


def _strings(tree: object) -> Iterator[tuple[str, int]]:
    """All strings in a tree, and an empty one for each list, with their depth."""
    waiting = [(tree, 0)]
    while waiting:
        match waiting.pop():
            case str(value), depth:
                yield value, depth
            case dict(value), depth:
                waiting += [(each, depth + 1) for each in (*value, *value.values())]
            case list(value), depth:
                yield "", depth
                waiting += [(each, depth + 1) for each in value]


class _Reading:
    """One package on its way into the builder."""

    def __init__(self, page: Page, builder: FrameworkBuilder) -> None:
        self.name = page.name
        self.builder = builder
        self.text = text_of(page)
        self.ends = list(accumulate(len(line) + 1 for line in self.text.split("\n")))
        self.package = _parsed(page, self.text)
        self.strings: dict[str, int] = {}  # where each stands first
        for found in _STRING.finditer(self.text):
            self.strings.setdefault(found.group(), found.start())
        self.document = self._dict(self.package, "CFDocument", "")
        self.links: Counter[str] = Counter()
        self.parents: dict[str, str] = {}  # of items, by identifier
        self.nodes: dict[str, tuple[str, str, str]] = {}  # id, type and name, likewise
        extension = self._extension(self.document, "CFDocument")
        ours = extension.get("frameworkId"), extension.get("releaseId")
        self.ours = ours if all(isinstance(each, str) for each in ours) else None

    def run(self) -> None:
        """Read the package."""
        self._about()
        items = self._objects(self.package, "CFItems", "")
        relations = self._objects(self.package, "CFAssociations", "")
        top = self._text(self.document, "identifier", "CFDocument")
        by_id: dict[str, tuple[str, Object]] = {}
        astray: dict[str, str] = {}  # reasons, by path
        for path, item in items:
            key = self._text(item, "identifier", path)
            if not key or key in by_id or key == top:
                astray[path] = "an identifier that is taken" if key else "no identifier"
            else:
                by_id[key] = path, item
        children, left = self._hierarchy(relations, by_id, top)
        self._add(children, by_id, top)
        for path, item in items:
            key = self._text(item, "identifier", path)
            if path in astray:
                self._unplaced(path, item, "", astray[path])
            elif key not in self.nodes:
                deep = self._nearest(key)
                reason = "below a skill" if deep else "not below the document"
                self._unplaced(path, item, key, reason)
        for path, relation, reason in left:
            origin = self._link(relation, "originNodeURI", path)
            if reason:
                self._unplaced(path, relation, origin, reason)
            else:
                self._rest(relation, _ASSOCIATION, path, origin)
        self._rubrics()
        self._rest(self.package, _PACKAGE, "", "")
        if self.links:
            counts = ", ".join(f"{key} ({self.links[key]})" for key in self.links)
            self.builder.note(f"{self.name}: links are not kept: {counts}")

    # --- the document -------------------------------------------------------------

    def _about(self) -> None:
        """Say what the package calls itself; that is for options to keep, or not."""
        shown = [
            f"{key} {self.document[key]!r}"
            for key in _SHOWN
            if self._text(self.document, key, "CFDocument")
        ]
        if shown:
            self.builder.note(f"{self.name} says of itself: {', '.join(shown)}")
        if not self.ours:
            known = {*_RECORD, *_SHOWN, "caseVersion"}
            self._rest(self.document, known, "CFDocument", "")
            definitions = self._dict(self.package, "CFDefinitions", "")
            self.links.update(
                {f"CFDefinitions/{key}": _size(definitions[key]) for key in definitions}
            )

    # --- items --------------------------------------------------------------------

    def _hierarchy(
        self,
        relations: list[tuple[str, Object]],
        by_id: Mapping[str, tuple[str, Object]],
        top: str,
    ) -> tuple[dict[str, list[str]], list[tuple[str, Object, str]]]:
        """The children of each item in order; and why an association has no place.

        That is empty for those that have one.
        """
        children: dict[str, list[tuple[float, str]]] = defaultdict(list)
        left = []
        for path, relation in relations:
            kind = self._text(relation, "associationType", path)
            origin = self._link(relation, "originNodeURI", path)
            target = self._link(relation, "destinationNodeURI", path)
            if kind != "isChildOf":
                left.append((path, relation, f"a relation of the kind {kind!r}"))
            elif origin not in by_id or not (
                target and (target in by_id or target == top)
            ):
                left.append((path, relation, "a parent or child that is not here"))
            elif origin in self.parents:
                left.append((path, relation, "a second parent"))
            else:
                self.parents[origin] = target
                place = self._number(relation, "sequenceNumber", path)
                children[target].append((place, origin))
                left.append((path, relation, ""))
        ordered = {
            parent: [key for _, key in sorted(found, key=lambda each: each[0])]
            for parent, found in children.items()
        }
        return ordered, left

    def _add(
        self,
        children: Mapping[str, list[str]],
        by_id: Mapping[str, tuple[str, Object]],
        top: str,
        depth: int = 0,
    ) -> None:
        for key in children.get(top, ()):
            path, item = by_id[key]
            parent_id = self.nodes[top][0] if depth else ""
            self._item(key, item, path, NODE_TYPES[depth], parent_id)
            if depth + 1 < len(NODE_TYPES):
                self._add(children, by_id, key, depth + 1)

    def _item(
        self, key: str, item: Object, path: str, node_type: str, parent_id: str
    ) -> None:
        full = self._text(item, "fullStatement", path)
        name = self._text(item, "abbreviatedStatement", path) or full
        where = f"{self.name}#/{path}"
        node_id = self.builder.add_node(node_type, name, parent_id, where)
        self.nodes[key] = node_id, node_type, name
        notes = self._text(item, "notes", path)
        for text in (full if full != name else "", notes):
            if text:
                self.builder.describe(node_id, text)
        own = identifier(*self.ours, "item", node_id) if self.ours else ""
        if key != own:
            self.builder.add_attribute(node_id, "", "identifier", key)
        address = self._text(item, "uri", path)
        if address not in ("", uri(key)):
            self.builder.add_attribute(node_id, "", "uri", address)
        for kind, name_of_field in FIELDS.items():
            value = self._text(item, name_of_field, path)
            if value not in ("", ITEM_TYPES[node_type] if kind == "item_type" else ""):
                self.builder.add_attribute(node_id, "", kind, value)
        for kind, name_of_field in LISTS.items():
            for value in self._texts(item, name_of_field, path):
                self.builder.add_attribute(node_id, "", kind, value)
        extension = self._extension(item, path)
        self._attributes(node_id, "", extension.get("attributes"), path)
        by_level = extension.get("levelAttributes")
        for level, facts in (by_level if isinstance(by_level, dict) else {}).items():
            if level not in LEVEL_RANKS:
                raise UserError(f"{where}: no level is called {level!r}. Mend it.")
            self._attributes(node_id, level, facts, path)
        self._rest(item, _ITEM, path, key)

    def _attributes(self, node_id: str, level: str, facts: object, path: str) -> None:
        for kind in facts if isinstance(facts, dict) else ():
            for value in self._texts(facts, kind, path, is_verbatim=True):
                self.builder.add_attribute(node_id, level, kind, value)

    # --- levels -------------------------------------------------------------------

    def _rubrics(self) -> None:
        found = False
        own = identifier(*self.ours, "rubric") if self.ours else ""
        for path, rubric in self._objects(self.package, "CFRubrics", ""):
            known = {*_RECORD, "CFRubricCriteria"}
            if own and own == self._text(rubric, "identifier", path):
                known |= {"title", "description"}
            self._rest(rubric, known, path, "")
            for inner, criterion in self._objects(rubric, "CFRubricCriteria", path):
                found = True
                self._criterion(criterion, inner)
        if not found:
            self.builder.note(f"{self.name}: no CFRubrics, so no skill has levels")

    def _criterion(self, criterion: Object, path: str) -> None:
        key = self._link(criterion, "CFItemURI", path)
        node_id, node_type, name = self.nodes.get(key, ("", "", ""))
        if node_type != NODE_TYPES[-1]:
            self._unplaced(path, criterion, key, "a criterion that is about no skill")
            return
        same = {"description"} & {each for each in criterion if name == criterion[each]}
        self._rest(criterion, _CRITERION | same, path, key)
        labels = set()
        for inner, found in self._objects(criterion, "CFRubricCriterionLevels", path):
            extension = self._extension(found, inner)
            label = self._text(found, "quality", inner)
            level = extension.get("level")
            level = level if level in LEVEL_RANKS else level_of(label)
            if not level or level in labels:
                reason = f"has {level} already" if level else f"has no level {label!r}"
                self._unplaced(inner, found, key, f"the skill {reason}")
                continue
            labels.add(level)
            self.builder.add_level(node_id, level)
            for text in self._descriptors(found, extension, inner):
                self.builder.add_descriptor(node_id, level, text)
            rank = {"score"} if found.get("score") == LEVEL_RANKS[level] else set()
            self._rest(found, _LEVEL | rank, inner, key)

    def _descriptors(self, found: Object, extension: Object, path: str) -> list[str]:
        """The lines of the description, unless the extension divides it otherwise."""
        text = self._text(found, "description", path)
        if "descriptors" in extension:
            texts = self._texts(extension, "descriptors", path, is_verbatim=True)
            if "\n".join(texts).strip() == text:
                return texts
        return [line.strip() for line in text.split("\n") if line.strip()]

    # --- what has no place --------------------------------------------------------

    def _rest(self, found: Object, known: set[str], path: str, key: str) -> None:
        """Keep the fields that nothing above has read."""
        rest = {}
        for name, value in found.items():
            if name in known and name != "extensions":
                continue
            if value in (None, "", [], {}):
                continue
            if name in _LINKS:
                self.links[name] += _size(value)
            elif name == "extensions" and isinstance(value, dict):
                others = {each: value[each] for each in value if each != EXTENSION}
                rest |= {name: others} if others else {}
            else:
                rest[name] = value
        if rest:
            self._unplaced(path, rest, key, "fields that a framework has no place for")

    def _unplaced(self, path: str, found: Object, key: str, reason: str) -> None:
        kept = {
            name: value
            for name, value in found.items()
            if name != "lastChangeDateTime" and value not in (None, "", [], {})
        }
        text = json.dumps(kept, ensure_ascii=False)
        source = f"{self.name}#/{path}"
        line = self._line(key or str(found.get("identifier", "")))
        nearest = self._nearest(key)
        self.builder.add_unplaced(Unplaced(source, line, nearest, text, reason))

    def _line(self, key: str) -> int:
        return bisect_right(self.ends, self.strings.get(json.dumps(key), 0)) + 1

    def _nearest(self, key: str) -> str:
        """The id of the node that an item became, or else of the first above it."""
        seen = set()
        while key and key not in seen:
            if key in self.nodes:
                return self.nodes[key][0]
            seen.add(key)
            key = self.parents.get(key, "")
        return ""

    # --- fields of the right kind -------------------------------------------------

    def _objects(self, owner: Object, key: str, path: str) -> list[tuple[str, Object]]:
        value = owner.get(key)
        value = [] if value is None else value
        if not isinstance(value, list):
            raise self._wrong(path, key, "a list")
        path = f"{path}/{key}".lstrip("/")
        for place, each in enumerate(value):
            if not isinstance(each, dict):
                raise self._wrong(path, str(place), "an object")
        return [(f"{path}/{place}", each) for place, each in enumerate(value)]

    def _dict(self, owner: Object, key: str, path: str) -> Object:
        value = owner.get(key)
        value = {} if value is None else value
        if not isinstance(value, dict):
            raise self._wrong(path, key, "an object")
        return value

    def _extension(self, owner: Object, path: str) -> Object:
        extensions = self._dict(owner, "extensions", path)
        return self._dict(extensions, EXTENSION, f"{path}/extensions")

    def _text(self, owner: Object, key: str, path: str) -> str:
        value = owner.get(key)
        value = "" if value is None else value
        if not isinstance(value, str):
            raise self._wrong(path, key, "a text")
        return unified(value).strip()

    def _texts(
        self, owner: Object, key: str, path: str, is_verbatim: bool = False
    ) -> list[str]:
        value = owner.get(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise self._wrong(path, key, "a list of texts")
        if is_verbatim:
            return value
        return [text for each in value if (text := unified(each).strip())]

    def _number(self, owner: Object, key: str, path: str) -> float:
        value = owner.get(key)
        value = math.inf if value is None else value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(path, key, "a number")
        return value

    def _link(self, owner: Object, key: str, path: str) -> str:
        return self._text(self._dict(owner, key, path), "identifier", f"{path}/{key}")

    def _wrong(self, path: str, key: str, wanted: str) -> UserError:
        where = f"{path}/{key}".lstrip("/")
        return UserError(
            f"{self.name}#/{where} is not {wanted}, as CASE has it. Export it again."
        )


def _size(value: object) -> int:
    return len(value) if isinstance(value, list) else 1

"""Write a release as a CASE 1.1 package, the JSON that 1EdTech tools exchange."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    Attribute,
    Descriptor,
    Framework,
    Level,
    Node,
    Release,
)
from competency_warehouse.readers.case import (
    EXTENSION,
    FIELDS,
    ITEM_TYPES,
    LISTS,
    CaseReader,
    identifier,
    uri,
)
from competency_warehouse.writers.written import Written, prove

Object = dict[str, Any]

STATUSES = {"published": "Adopted", "draft": "Draft"}

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}")


@cache
def validator() -> Draft202012Validator:
    """The schema of a package, ready to use."""
    folder = files("competency_warehouse") / "schemas"
    text = (folder / "case_1p1_package.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


class CaseWriter:
    """One package: a document, items, ``isChildOf`` and one rubric for all levels."""

    form = "case"
    is_folder = False

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release.

        Args:
            framework: what the release holds; lines that had no place are left out.
            release: which release it is.
            levels: its scale, lowest first.

        Raises:
            UserError: CASE cannot hold something of it.
        """
        package = _Package(framework, release, levels).whole()
        fault = best_match(validator().iter_errors(package))
        if fault:
            raise UserError(
                f"A CASE package cannot hold {fault.instance!r} as "
                f"{fault.json_path.removeprefix('$.')}: {fault.message}. Mend it in "
                "the framework, or write another format."
            )
        text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
        name = f"{release.framework_id}-{release.release_id}.json"
        prove(framework, {name: text}, CaseReader(), "A CASE package")
        return Written({name: text})


class _Package:
    """The parts of a package, which refer to each other."""

    def __init__(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> None:
        self.framework = framework
        self.release = release
        self.levels = {level.level: level for level in levels}
        self.facts: dict[str, list[Attribute]] = defaultdict(list)
        for fact in framework.attributes:
            self.facts[fact.node_id].append(fact)
        self.keys = self._keys()
        self.names = {node.node_id: node.name for node in framework.nodes}
        self.items = {node.node_id: self._item(node) for node in framework.nodes}

    def whole(self) -> Object:
        """The package."""
        rubric = self._rubric()
        licence = self._licence()
        return {
            "CFDocument": self._document(licence),
            "CFItems": list(self.items.values()),
            "CFAssociations": [self._child(node) for node in self.framework.nodes],
            **({"CFDefinitions": {"CFLicenses": [licence]}} if licence else {}),
            **({"CFRubrics": [rubric]} if rubric["CFRubricCriteria"] else {}),
        }

    def _id(self, *what: str) -> str:
        return identifier(self.release.framework_id, self.release.release_id, *what)

    def _keys(self) -> dict[str, str]:
        """The identifier of each item: its own where it came with one that can stay."""
        keys: dict[str, str] = {}
        for node in self.framework.nodes:
            own = self._id("item", node.node_id)
            given = self._single(node, "identifier")
            can_stay = _UUID.fullmatch(given) and given not in keys.values()
            keys[node.node_id] = given if can_stay else own
        return keys

    def _single(self, node: Node, kind: str) -> str:
        """The one value of a kind of attribute, if it is one and stands by itself."""
        values = [
            fact.value
            for fact in self.facts[node.node_id]
            if (fact.kind, fact.level) == (kind, "")
        ]
        return values[0] if len(values) == 1 and _is_plain(values[0]) else ""

    def _record(self, key: str) -> Object:
        return {
            "identifier": key,
            "uri": uri(key),
            "lastChangeDateTime": f"{self.release.released_on}T00:00:00Z",
        }

    def _to(self, node_id: str) -> Object:
        item = self.items[node_id]
        return _link(item["identifier"], self.names[node_id]) | {"uri": item["uri"]}

    def _title(self) -> str:
        return self.release.title or self.release.framework_id

    def _document(self, licence: Object) -> Object:
        release = self.release
        source = release.source
        is_url = re.fullmatch(r"https?://\S+", source)
        key = self._id("document")
        return self._record(key) | _filled(
            caseVersion="1.1",
            creator=release.publisher or release.framework_id,
            title=self._title(),
            officialSourceURL=source if is_url else "",
            publisher=release.publisher,
            version=release.release_id,
            adoptionStatus=STATUSES.get(release.status, release.status),
            licenseURI=_link(licence["identifier"], licence["title"])
            if licence
            else None,
            notes="" if is_url else source,
            extensions={
                EXTENSION: {
                    "frameworkId": release.framework_id,
                    "releaseId": release.release_id,
                }
            },
        )

    def _licence(self) -> Object:
        if not self.release.licence:
            return {}
        words = {"title": self.release.licence, "description": self.release.licence}
        return self._record(self._id("licence")) | words

    # --- items --------------------------------------------------------------------

    def _item(self, node: Node) -> Object:
        key = self.keys[node.node_id]
        item = self._record(key)
        item["fullStatement"] = node.name
        item["CFItemType"] = ITEM_TYPES[node.node_type]
        if node.description:
            item["notes"] = node.description
        extra: dict[str, dict[str, list[str]]] = defaultdict(dict)
        by_kind = groupby(
            self.facts[node.node_id], key=lambda fact: (fact.level, fact.kind)
        )
        for (level, kind), facts in by_kind:
            values = [fact.value for fact in facts]
            if level or not self._into_field(item, node, kind, values):
                extra[level][kind] = values
        own = extra.pop("", None)
        if extension := _filled(attributes=own, levelAttributes=dict(extra)):
            item["extensions"] = {EXTENSION: extension}
        return item

    def _into_field(
        self, item: Object, node: Node, kind: str, values: list[str]
    ) -> bool:
        """Put attributes into the field of CASE for them, if it can hold them."""
        single = self._single(node, kind)
        match kind:
            case "identifier":
                return single == item["identifier"]
            case "uri" if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", single):
                is_other = single != item["uri"]
                item["uri"] = single
                return is_other
            case _ if kind in FIELDS and single and single != item.get(FIELDS[kind]):
                item[FIELDS[kind]] = single
                return True
            case _ if kind in LISTS and all(map(_is_plain, values)):
                item[LISTS[kind]] = values
                return True
        return False

    def _child(self, node: Node) -> Object:
        if node.parent_id:
            above = self._to(node.parent_id)
        else:
            above = _link(self._id("document"), self._title())
        return self._record(self._id("isChildOf", node.node_id)) | {
            "associationType": "isChildOf",
            "sequenceNumber": node.position,
            "originNodeURI": self._to(node.node_id),
            "destinationNodeURI": above,
        }

    # --- levels -------------------------------------------------------------------

    def _rubric(self) -> Object:
        key = self._id("rubric")
        by_skill = groupby(self.framework.descriptors, key=lambda each: each.skill_id)
        scale = [
            f"{level.name}: {level.summary}" if level.summary else level.name
            for level in self.levels.values()
        ]
        return self._record(key) | {
            "title": f"{self._title()}: proficiency levels",
            "description": "\n".join(scale),
            "CFRubricCriteria": [
                self._criterion(key, skill_id, position, list(descriptors))
                for position, (skill_id, descriptors) in enumerate(by_skill, 1)
            ],
        }

    def _criterion(
        self, rubric: str, skill_id: str, position: int, descriptors: list[Descriptor]
    ) -> Object:
        key = self._id("criterion", skill_id)
        by_level = groupby(descriptors, key=lambda each: each.level)
        return self._record(key) | {
            "description": self.names[skill_id],
            "CFItemURI": self._to(skill_id),
            "position": position,
            "rubricId": rubric,
            "CFRubricCriterionLevels": [
                self._level(key, skill_id, level, [each.text for each in group])
                for level, group in by_level
            ],
        }

    def _level(
        self, criterion: str, skill_id: str, level: str, texts: list[str]
    ) -> Object:
        extension: Object = {"level": level}
        if texts != [""] and not all(map(_is_plain, texts)):
            extension["descriptors"] = texts
        return self._record(self._id("level", skill_id, level)) | _filled(
            quality=self.levels[level].name,
            description="\n".join(texts),
            score=self.levels[level].rank,
            position=self.levels[level].rank,
            rubricCriterionId=criterion,
            extensions={EXTENSION: extension},
        )


def _is_plain(text: str) -> bool:
    """Whether a text is one line, without blanks around it."""
    return text != "" and text == text.strip() and not re.search(r"[\t\n\r]", text)


def _link(key: str, title: str) -> Object:
    return {"title": " ".join(title.split()), "identifier": key, "uri": uri(key)}


def _filled(**fields: object) -> Object:
    return {name: value for name, value in fields.items() if value}

"""The warehouse, recomputed in plain Python from an export and the policies.

Written from the rules of the design and not from the SQL, to be compared with it: slow,
plain, one row at a time. It needs the standard library only, and oracle_lineage.py.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from oracle_lineage import Dated, Lineage, Link

Row = dict[str, object]

BLANKS = " \t\r\n\u00a0\ufeff"
WORD_COLUMNS = {
    "assessor_type",
    "change",
    "holds",
    "importance",
    "level",
    "node_type",
    "required_level",
    "rule",
    "scenario",
    "status",
    "verification",
}
WORDS = {
    "assessor_type": {"self", "peer", "manager", "assessor"},
    "association": {
        "exactMatchOf",
        "replacedBy",
        "isPartOf",
        "isPeerOf",
        "isRelatedTo",
    },
    "change": {"join", "leave", "move"},
    "importance": {"essential", "desirable"},
    "node_type": {"domain", "subdomain", "skill"},
    "status": {"published", "draft"},
    "verification": {"claimed", "evidenced", "verified", "revoked"},
}
RULES = {
    "release_collapsed",
    "level_missing",
    "level_empty",
    "blank_name",
    "branch_without_skills",
    "repeated_skill_name",
    "repeated_branch_name",
    "levels_alike",
    "duplicate_descriptor",
    "near_duplicate_descriptor",
    "placeholder_text",
    "markdown_in_text",
    "invisible_character",
    "unclosed_bracket",
    "doubled_word",
    "non_observable_verb",
    "thin_level",
    "unbalanced_levels",
    "long_descriptor",
    "unplaced_text",
}
PARENT_TYPE = {"subdomain": "domain", "skill": "subdomain"}
PRIORITY = {"self": 1, "peer": 2, "manager": 3, "assessor": 4}
NONE = "none"


# --------------------------------------------------------------------------- reading


def clean(text: str | None) -> str | None:
    """Trim a text; nothing left is NULL."""
    return (text or "").strip(BLANKS) or None


def parse_date(text: str | None) -> date | None:
    """Read ``YYYY-MM-DD``; anything else is NULL."""
    if text is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_timestamp(text: str | None) -> datetime | None:
    """Read an ISO timestamp, with or without an offset, as UTC without a zone."""
    day, clock = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"
    pattern = rf"{day}[ T]{clock}([.][0-9]+)?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)?"
    if text is None or not re.fullmatch(pattern, text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def parse_whole(text: str | None, least: int | None = None) -> int | None:
    """Read a whole number that is not under ``least``; anything else is NULL."""
    if text is None or not re.fullmatch(r"[+-]?[0-9]+", text):
        return None
    number = int(text)
    return number if least is None or number >= least else None


def parse_number(text: str | None) -> float | None:
    """Read a finite number; anything else is NULL."""
    try:
        number = math.nan if text is None else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def parse_share(text: str | None) -> float | None:
    """Read a number from 0 to 1; anything else is NULL."""
    number = parse_number(text)
    return number if number is not None and 0 <= number <= 1 else None


def parse_scenario(text: str | None) -> str | None:
    """Read a name that a schema can have; anything else is NULL."""
    fits = text is not None and re.fullmatch(r"[a-z][a-z0-9_]{0,29}", text)
    return text if fits else None


def parse_rank(text: str | None) -> int | None:
    """Read a whole number from 1; anything else is NULL."""
    return parse_whole(text, 1)


Parser = Callable[[str | None], object]


@dataclass(frozen=True)
class Table:
    """How the records of one export table are judged on their own.

    Attributes:
        columns: all columns.
        key: the columns that tell one record from another.
        filled: columns that may not be empty, and how the reason names them.
        typed: columns with a type, and how they are read.
        may_be_empty: typed columns that may be empty, though not unreadable.
        words: columns that hold one of a few words.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    filled: dict[str, str]
    typed: dict[str, Parser] = field(default_factory=dict)
    may_be_empty: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _named(columns: str) -> dict[str, str]:
    pairs = (name.partition(":") for name in columns.split())
    return {column: reason or column for column, _, reason in pairs}


TABLES = {
    "framework_releases": Table(
        columns=(
            "framework_id",
            "release_id",
            "released_on",
            "status",
            "title",
            "publisher",
            "licence",
            "source",
            "content_hash",
        ),
        key=("framework_id", "release_id"),
        filled=_named("framework_id release_id"),
        typed={"released_on": parse_date},
        may_be_empty=("released_on",),
        words=("status",),
    ),
    "framework_levels": Table(
        columns=("framework_id", "level", "level_rank", "level_name", "summary"),
        key=("framework_id", "level"),
        filled=_named("framework_id level"),
        typed={"level_rank": parse_rank},
    ),
    "framework_outline": Table(
        columns=(
            "framework_id",
            "release_id",
            "node_type",
            "node_id",
            "parent_id",
            "position",
            "name",
            "description",
        ),
        key=("framework_id", "release_id", "node_id"),
        filled=_named("framework_id release_id node_id"),
        typed={"position": parse_whole},
        words=("node_type",),
    ),
    "framework_descriptors": Table(
        columns=(
            "framework_id",
            "release_id",
            "skill_id",
            "level",
            "position",
            "descriptor",
        ),
        key=("framework_id", "release_id", "skill_id", "level", "position"),
        filled=_named("framework_id release_id skill_id level"),
        typed={"position": parse_whole},
    ),
    "framework_attributes": Table(
        columns=(
            "framework_id",
            "release_id",
            "node_id",
            "level",
            "kind",
            "position",
            "value",
        ),
        key=("framework_id", "release_id", "node_id", "level", "kind", "position"),
        filled=_named("framework_id release_id node_id kind"),
        typed={"position": parse_whole},
    ),
    "framework_unplaced": Table(
        columns=(
            "framework_id",
            "release_id",
            "source",
            "line",
            "nearest_node_id",
            "text",
        ),
        key=("framework_id", "release_id", "source", "line"),
        filled=_named("framework_id release_id"),
        typed={"line": parse_whole},
    ),
    "framework_lineage": Table(
        columns=(
            "framework_id",
            "from_release_id",
            "from_skill_id",
            "to_release_id",
            "to_skill_id",
            "association",
            "note",
        ),
        key=(
            "framework_id",
            "from_release_id",
            "from_skill_id",
            "to_release_id",
            "to_skill_id",
        ),
        filled=_named(
            "framework_id from_release_id:release_id from_skill_id:skill_id"
            " to_release_id:release_id to_skill_id:skill_id"
        ),
        words=("association",),
    ),
    "level_waivers": Table(
        columns=(
            "framework_id",
            "skill_id",
            "level",
            "reason",
            "granted_on",
            "expires_on",
        ),
        key=("framework_id", "skill_id", "level", "granted_on"),
        filled=_named("framework_id skill_id level reason"),
        typed={"granted_on": parse_date, "expires_on": parse_date},
        may_be_empty=("expires_on",),
    ),
    "finding_exceptions": Table(
        columns=(
            "framework_id",
            "release_id",
            "rule",
            "node_id",
            "reason",
            "granted_on",
            "expires_on",
        ),
        key=("framework_id", "release_id", "rule", "node_id", "granted_on"),
        filled=_named("framework_id rule reason"),
        typed={"granted_on": parse_date, "expires_on": parse_date},
        may_be_empty=("expires_on",),
    ),
    "skill_crosswalk": Table(
        columns=(
            "framework_id",
            "skill_id",
            "external_framework",
            "external_code",
            "association",
            "confidence",
            "source",
        ),
        key=("framework_id", "skill_id", "external_framework", "external_code"),
        filled=_named("framework_id skill_id external_code"),
        typed={"confidence": parse_share},
        may_be_empty=("confidence",),
        words=("association",),
    ),
    "currency_windows": Table(
        columns=("framework_id", "skill_id", "level", "months"),
        key=("framework_id", "skill_id", "level"),
        filled=_named("framework_id"),
        typed={"months": parse_rank},
    ),
    "teams": Table(
        columns=("team_id", "team_name", "parent_team_id"),
        key=("team_id",),
        filled=_named("team_id"),
    ),
    "roles": Table(
        columns=("role_id", "role_name", "role_family", "next_role_id"),
        key=("role_id",),
        filled=_named("role_id"),
    ),
    "role_requirements": Table(
        columns=(
            "role_id",
            "framework_id",
            "skill_id",
            "required_level",
            "importance",
        ),
        key=("role_id", "framework_id", "skill_id"),
        filled=_named("role_id framework_id skill_id required_level:level"),
        words=("importance",),
    ),
    "people": Table(
        columns=("person_id", "full_name", "email"),
        key=("person_id",),
        filled=_named("person_id"),
    ),
    "assignments": Table(
        columns=(
            "person_id",
            "team_id",
            "role_id",
            "manager_id",
            "started_on",
            "ended_on",
            "fte",
        ),
        key=("person_id", "team_id", "role_id", "started_on"),
        filled=_named("person_id team_id role_id"),
        typed={
            "started_on": parse_date,
            "ended_on": parse_date,
            "fte": parse_number,
        },
        may_be_empty=("ended_on", "fte"),
    ),
    "scenario_changes": Table(
        columns=("scenario", "change", "person_id", "team_id", "role_id", "holds"),
        key=("scenario", "person_id", "change", "team_id", "role_id"),
        filled=_named("person_id"),
        typed={"scenario": parse_scenario},
        words=("change",),
    ),
    "assessments": Table(
        columns=(
            "assessment_id",
            "person_id",
            "framework_id",
            "release_id",
            "skill_id",
            "level",
            "assessor_type",
            "assessor_id",
            "assessed_on",
            "recorded_at",
            "verification",
            "evidence",
        ),
        key=("assessment_id", "recorded_at"),
        filled=_named("assessment_id person_id framework_id skill_id level"),
        typed={"assessed_on": parse_date, "recorded_at": parse_timestamp},
        words=("assessor_type", "verification"),
    ),
}


@dataclass
class Record:
    """One received record and what became of it.

    Attributes:
        row: its row in a spreadsheet; the header is row 1.
        raw: the text of every column as received.
        values: its columns, trimmed and typed; None where empty or unreadable.
        reasons: why it is rejected.
        flags: why it is suspicious.
        is_superseded: whether a later record of the same id replaces it.
    """

    row: int
    raw: tuple[str, ...]
    values: dict[str, object]
    reasons: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    is_superseded: bool = False

    def text(self, column: str) -> str | None:
        """Give the value of a text column."""
        value = self.values[column]
        return None if value is None else str(value)

    def day(self, column: str) -> date | None:
        """Give the value of a date column."""
        value = self.values[column]
        return value if isinstance(value, date) else None

    def moment(self, column: str) -> datetime | None:
        """Give the value of a timestamp column."""
        value = self.values[column]
        return value if isinstance(value, datetime) else None

    def number(self, column: str) -> float | None:
        """Give the value of a column of numbers."""
        value = self.values[column]
        return value if isinstance(value, float) else None

    def texts(self, *columns: str) -> tuple[str | None, ...]:
        """Give the values of several text columns."""
        return tuple(self.text(column) for column in columns)

    @property
    def state(self) -> str:
        """The one state in which the record ends."""
        if self.reasons:
            return "rejected"
        return "superseded" if self.is_superseded else "accepted"


Records = dict[str, list[Record]]


def _words(column: str, text: str | None) -> str | None:
    cleaned = clean(text)
    return cleaned.lower() if cleaned and column in WORD_COLUMNS else cleaned


def _record(table: Table, row: int, line: dict[str, str]) -> Record:
    raw = tuple(line.get(column) or "" for column in table.columns)
    texts = {
        name: _words(name, text) for name, text in zip(table.columns, raw, strict=True)
    }
    values: dict[str, object] = dict(texts)
    reasons = {
        f"empty_{reason}"
        for column, reason in table.filled.items()
        if texts[column] is None
    }
    for column, parse in table.typed.items():
        values[column] = parse(texts[column])
        if values[column] is None and not (
            texts[column] is None and column in table.may_be_empty
        ):
            reasons.add(f"unreadable_{column}")
    reasons |= {
        f"unknown_{column}"
        for column in table.words
        if texts[column] not in WORDS[column]
    }
    return Record(row, raw, values, reasons)


def read_export(*folders: Path) -> Records:
    """Read the CSV files of one export, which may lie in several folders."""
    records: Records = {name: [] for name in TABLES}
    for name, table in TABLES.items():
        for file in (folder / f"{name}.csv" for folder in folders):
            if not file.exists():
                continue
            with file.open(encoding="utf-8-sig", newline="") as lines:
                records[name] = [
                    _record(table, row, line)
                    for row, line in enumerate(csv.DictReader(lines), start=2)
                ]
    return records


# -------------------------------------------------------------------------- policies


@dataclass(frozen=True)
class Policy:
    """The vars of dbt that change what the marts say."""

    scenario: str = ""
    level_rule: str = "prioritised"
    currency_months: int = 24
    due_days: int = 90
    pairing_days: int = 90
    agreement_min_pairs: int = 32
    as_of_date: date | None = None
    known_at: datetime | None = None
    reject_suspicious: frozenset[str] = frozenset()
    cover_level: str = "mid"
    coverage_months: int = 36
    benchmark_min_members: int = 5

    @classmethod
    def from_vars(cls, variables: dict[str, Any]) -> Policy:
        """Read the vars as they are given to dbt; those of no concern are ignored."""
        return cls(
            scenario=str(variables.get("scenario", "")),
            level_rule=str(variables.get("level_rule", "prioritised")),
            currency_months=int(str(variables.get("currency_months", 24))),
            due_days=int(str(variables.get("due_days", 90))),
            pairing_days=int(str(variables.get("pairing_days", 90))),
            agreement_min_pairs=int(str(variables.get("agreement_min_pairs", 32))),
            as_of_date=parse_date(clean(str(variables.get("as_of_date", "")))),
            known_at=read_known_at(clean(str(variables.get("known_at", "")))),
            reject_suspicious=frozenset(variables.get("reject_suspicious", ())),
            cover_level=str(variables.get("cover_level", "mid")).lower(),
            coverage_months=int(str(variables.get("coverage_months", 36))),
            benchmark_min_members=int(str(variables.get("benchmark_min_members", 5))),
        )


def read_known_at(text: str | None) -> datetime | None:
    """Read the moment up to which a build knows; a bare day is meant whole."""
    day = parse_date(text)
    return datetime.combine(day, time.max) if day else parse_timestamp(text)


# ---------------------------------------------------------- judging: the record alone


def mark_repeats(table: Table, records: list[Record]) -> None:
    """Mark copies of earlier records and records that contradict each other."""
    seen: set[tuple[str, ...]] = set()
    contents: dict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    for record in records:
        if record.raw in seen:
            record.reasons.add("copy_of_earlier_record")
        seen.add(record.raw)
        contents[_key(table, record)].add(record.raw)
    for record in records:
        key = _key(table, record)
        if _is_whole(table, record) and len(contents[key]) > 1:
            record.reasons.add("contradicts_other_record")


def _key(table: Table, record: Record) -> tuple[object, ...]:
    return tuple(record.values[column] for column in table.key)


def _is_whole(table: Table, record: Record) -> bool:
    """Whether the record has all parts of its key that it must have."""
    needed = {*table.filled, *table.typed} & set(table.key)
    return all(record.values[column] is not None for column in needed)


def drop_unknown_yet(records: list[Record], known_at: datetime | None) -> list[Record]:
    """Leave out the assessments that were recorded after ``known_at``."""

    def is_known(record: Record) -> bool:
        recorded_at = record.moment("recorded_at")
        return known_at is None or recorded_at is None or recorded_at <= known_at

    return [record for record in records if is_known(record)]


# ------------------------------------------------------------ judging: the references


def accepted(records: Iterable[Record]) -> Iterator[Record]:
    """Give the accepted ones of some records."""
    return (record for record in records if record.state == "accepted")


@dataclass(frozen=True)
class Release:
    """One accepted release of a framework."""

    framework_id: str
    release_id: str
    released_on: date | None
    is_published: bool


@dataclass(frozen=True)
class Node:
    """One accepted node of a release."""

    node_id: str
    node_type: str
    parent_id: str | None
    name: str | None


@dataclass(frozen=True)
class Waiver:
    """One accepted waiver; ``expires_on`` is None while it has no end."""

    framework_id: str
    skill_id: str
    level: str
    granted_on: date
    expires_on: date | None


@dataclass
class Frameworks:
    """What is known of the frameworks: their releases, levels and outlines."""

    releases: dict[tuple[str, str], Release] = field(default_factory=dict)
    ranks: dict[str, dict[str, int]] = field(default_factory=dict)
    nodes: dict[tuple[str, str], dict[str, Node]] = field(default_factory=dict)
    descriptors: dict[tuple[str, str, str, str], list[str]] = field(
        default_factory=dict
    )
    waivers: list[Waiver] = field(default_factory=list)
    links: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))
    lineages: dict[str, Lineage] = field(default_factory=dict)
    received: Records = field(default_factory=dict)

    def is_framework(self, framework_id: str | None) -> bool:
        """Whether any accepted release is of this framework."""
        return any(framework == framework_id for framework, _ in self.releases)

    def skills(self, framework_id: str, release_id: str) -> list[str]:
        """List the skills of a release."""
        nodes = self.nodes.get((framework_id, release_id), {})
        return [node.node_id for node in nodes.values() if node.node_type == "skill"]

    def releases_of(self, framework_id: str) -> list[Release]:
        """List the releases of a framework, oldest first."""
        found = [r for r in self.releases.values() if r.framework_id == framework_id]
        return sorted(found, key=lambda r: (r.released_on or date.min, r.release_id))

    def releases_with(self, framework_id: str, skill_id: str) -> list[Release]:
        """List the releases of a framework that have a skill, oldest first."""
        return [
            release
            for release in self.releases_of(framework_id)
            if skill_id in self.skills(framework_id, release.release_id)
        ]

    def last_with(self, framework_id: str, skill_id: str) -> Release:
        """Find the last release with a skill: a published one, else a draft."""
        return max(
            self.releases_with(framework_id, skill_id),
            key=lambda r: (r.is_published, r.released_on or date.max, r.release_id),
        )

    def release_on(self, framework_id: str, day: date) -> tuple[Release | None, str]:
        """Find the published release in force on a day, and on what ground it is."""
        published = [r for r in self.releases_of(framework_id) if r.is_published]
        begun = [r for r in published if r.released_on and r.released_on <= day]
        if begun:
            return begun[-1], "in_force"
        return (published[0] if published else None), "before_first"

    def in_force(self, day: date) -> list[Release]:
        """List the releases in force on a day, one for each published framework."""
        found = (self.release_on(name, day)[0] for name in self.ids())
        return [release for release in found if release is not None]

    def ids(self) -> list[str]:
        """List the frameworks."""
        return sorted({framework_id for framework_id, _ in self.releases})

    def lineage(self, framework_id: str) -> Lineage:
        """Give the lineage of a framework; a draft without a day comes last."""
        if framework_id not in self.lineages:
            releases = [
                r for r in self.releases.values() if r.framework_id == framework_id
            ]
            releases.sort(key=lambda r: (r.released_on or date.max, r.release_id))
            self.lineages[framework_id] = Lineage(
                (
                    Dated(
                        release.release_id,
                        release.is_published,
                        frozenset(self.skills(framework_id, release.release_id)),
                    )
                    for release in releases
                ),
                self.links[framework_id],
            )
        return self.lineages[framework_id]

    def counted(
        self, framework_id: str, release_id: str, skill_id: str, day: date
    ) -> tuple[str, set[str]]:
        """Tell what became of a skill in the release in force on a day (rule 6)."""
        in_force, _ = self.release_on(framework_id, day)
        return self.lineage(framework_id).counted(
            release_id, skill_id, in_force.release_id if in_force else None
        )

    def path_names(self, release: Release, skill_id: str) -> tuple[str | None, ...]:
        """Give the names of a skill's domain and subdomain, and its own."""
        nodes = self.nodes[release.framework_id, release.release_id]
        skill = nodes[skill_id]
        subdomain = nodes[skill.parent_id or ""]
        domain = nodes[subdomain.parent_id or ""]
        return domain.name, subdomain.name, skill.name


def judge_releases(records: list[Record], known: Frameworks) -> None:
    """Judge the releases and keep the accepted ones."""
    for record in records:
        if record.text("status") == "published" and not record.day("released_on"):
            record.reasons.add("unreadable_released_on")
    for record in accepted(records):
        framework_id, release_id, status = _needed(
            record, "framework_id", "release_id", "status"
        )
        known.releases[framework_id, release_id] = Release(
            framework_id, release_id, record.day("released_on"), status == "published"
        )


def _needed(record: Record, *columns: str) -> list[str]:
    return [value or "" for value in record.texts(*columns)]


def judge_levels(records: list[Record], known: Frameworks) -> None:
    """Judge the levels and keep the accepted ones."""
    for record in records:
        mark_framework(record, known)
        if record.text("level") == NONE:
            record.reasons.add("reserved_level")
    for record in accepted(records):
        framework_id, level = _needed(record, "framework_id", "level")
        rank = parse_rank(record.text("level_rank"))
        known.ranks.setdefault(framework_id, {})[level] = rank or 0


def mark_framework(record: Record, known: Frameworks) -> None:
    """Mark an unknown framework."""
    framework_id = record.text("framework_id")
    if framework_id is not None and not known.is_framework(framework_id):
        record.reasons.add("unknown_framework_id")


def mark_release(
    record: Record, known: Frameworks, column: str = "release_id"
) -> tuple[str, str] | None:
    """Mark an unknown framework or release; give the release when it is known."""
    mark_framework(record, known)
    if record.text(column) is None:
        return None
    framework_id, release_id = _needed(record, "framework_id", column)
    if (framework_id, release_id) in known.releases:
        return framework_id, release_id
    record.reasons.add("unknown_release_id")
    return None


def mark_skill(record: Record, known: Frameworks) -> None:
    """Mark a skill that no release of its framework has."""
    framework_id, skill_id = _needed(record, "framework_id", "skill_id")
    if skill_id and not known.releases_with(framework_id, skill_id):
        record.reasons.add("unknown_skill_id")


def mark_level(record: Record, known: Frameworks, column: str = "level") -> None:
    """Mark a level that the framework does not declare."""
    framework_id, level = _needed(record, "framework_id", column)
    if level and level not in known.ranks.get(framework_id, {}):
        record.reasons.add("unknown_level")


def judge_outline(records: list[Record], known: Frameworks) -> None:
    """Judge the outline from the domains down and keep the accepted nodes."""
    for node_type in ("domain", "subdomain", "skill", None):
        for record in records:
            found = record.text("node_type")
            if node_type == (found if found in WORDS["node_type"] else None):
                _judge_node(record, known)


def _judge_node(record: Record, known: Frameworks) -> None:
    release = mark_release(record, known)
    node_type, parent_id = record.texts("node_type", "parent_id")
    if node_type == "domain" and parent_id is not None:
        record.reasons.add("surplus_parent_id")
    if release is None:
        return
    nodes = known.nodes.setdefault(release, {})
    if node_type in PARENT_TYPE:
        parent = nodes.get(parent_id or "")
        if parent is None or parent.node_type != PARENT_TYPE[node_type]:
            record.reasons.add("unknown_parent_id")
    if record.state == "accepted":
        node_id, name = _needed(record, "node_id")[0], record.text("name")
        nodes[node_id] = Node(node_id, str(node_type), parent_id, name)


def judge_descriptors(records: list[Record], known: Frameworks) -> None:
    """Judge the descriptors and keep the texts of the accepted ones, by their place.

    A place that has headings alone is kept without texts.
    """
    for record in records:
        release = mark_release(record, known)
        skill_id = record.text("skill_id")
        if release and skill_id and skill_id not in known.skills(*release):
            record.reasons.add("unknown_skill_id")
        mark_level(record, known)
    columns = TABLES["framework_descriptors"].filled
    for record in sorted(accepted(records), key=lambda r: int(r.text("position") or 0)):
        framework_id, release_id, skill_id, level = _needed(record, *columns)
        place = (framework_id, release_id, skill_id, level)
        texts = known.descriptors.setdefault(place, [])
        if text := record.text("descriptor"):
            texts.append(text)


def judge_attributes(records: list[Record], known: Frameworks) -> None:
    """Judge the attributes."""
    for record in records:
        release = mark_release(record, known)
        node_id = record.text("node_id")
        if release and node_id and node_id not in known.nodes.get(release, {}):
            record.reasons.add("unknown_node_id")
        mark_level(record, known)


def judge_unplaced(records: list[Record], known: Frameworks) -> None:
    """Judge the lines of pages that had no place in the framework."""
    for record in records:
        mark_release(record, known)


def judge_lineage(records: list[Record], known: Frameworks) -> None:
    """Judge the lineage."""
    for record in records:
        for end in ("from", "to"):
            release = mark_release(record, known, f"{end}_release_id")
            skill_id = record.text(f"{end}_skill_id")
            if release and skill_id and skill_id not in known.skills(*release):
                record.reasons.add(f"unknown_{end}_skill_id")
    for record in accepted(records):
        framework_id, *link = _needed(
            record,
            "framework_id",
            "from_release_id",
            "from_skill_id",
            "to_release_id",
            "to_skill_id",
            "association",
        )
        known.links[framework_id].append(Link(*link))


def judge_skill_rows(
    records: list[Record], known: Frameworks, level: str = "level"
) -> None:
    """Judge records that name a framework, a skill in any release, and a level."""
    for record in records:
        mark_framework(record, known)
        mark_skill(record, known)
        mark_level(record, known, level)


def judge_exceptions(records: list[Record], known: Frameworks) -> None:
    """Judge the exceptions; one without a release may name a node of any."""
    for record in records:
        mark_release(record, known)
        framework_id, release_id, node_id, rule = record.texts(
            "framework_id", "release_id", "node_id", "rule"
        )
        nodes = {
            name
            for (framework, release), found in known.nodes.items()
            if framework == framework_id and release_id in {None, release}
            for name in found
        }
        if node_id is not None and node_id not in nodes:
            record.reasons.add("unknown_node_id")
        if rule is not None and rule not in RULES:
            record.reasons.add("unknown_rule")


def judge_waivers(records: list[Record], known: Frameworks) -> None:
    """Judge the waivers and keep the accepted ones."""
    judge_skill_rows(records, known)
    for record in accepted(records):
        known.waivers.append(
            Waiver(
                *_needed(record, "framework_id", "skill_id", "level"),
                record.day("granted_on") or date.max,
                record.day("expires_on"),
            )
        )


def judge_crosswalk(records: list[Record], known: Frameworks) -> None:
    """Judge the crosswalk; from a skill that no release has it may well dangle."""
    for record in records:
        mark_framework(record, known)


# -------------------------------------------------------------- judging: the workforce


@dataclass(frozen=True)
class Assignment:
    """One accepted assignment; ``last_day`` is None while it runs."""

    person_id: str
    team_id: str
    role_id: str
    manager_id: str | None
    first_day: date
    last_day: date | None
    fte: float | None = None

    def runs_on(self, day: date) -> bool:
        """Whether the assignment runs on a day; its last day belongs to it."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Requirement:
    """The level that a role requires in a skill."""

    role_id: str
    framework_id: str
    skill_id: str
    level: str
    importance: str


@dataclass
class Workforce:
    """What is known of the people, their teams and roles."""

    people: dict[str, str | None] = field(default_factory=dict)
    roles: dict[str, str | None] = field(default_factory=dict)
    next_roles: dict[str, str | None] = field(default_factory=dict)
    teams: dict[str, str | None] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    requirements: list[Requirement] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)

    def running(self, day: date, person_id: str | None = None) -> list[Assignment]:
        """List the assignments that run on a day, of all people or of one."""
        return [
            assignment
            for assignment in self.assignments
            if assignment.runs_on(day) and person_id in {None, assignment.person_id}
        ]

    def path(self, team_id: str) -> list[str]:
        """List a team and all teams above it, the team first."""
        path = [team_id]
        while (parent := self.parents[path[-1]]) is not None:
            path.append(parent)
        return path


def judge_teams(records: list[Record], workforce: Workforce) -> None:
    """Judge the teams, flag and cut the parents that cannot be."""
    named = {_needed(record, "team_id")[0]: record for record in accepted(records)}
    stated = {
        team_id: record.text("parent_team_id") for team_id, record in named.items()
    }
    for team_id, record in named.items():
        parent, seen = stated[team_id], set[str]()
        if parent is not None and parent not in named:
            record.flags.add("unknown_parent_team_id")
        while parent in named and parent not in seen:
            seen.add(parent)
            parent = stated[parent]
        if team_id in seen:
            record.flags.add("team_loop")
    for team_id, record in named.items():
        workforce.teams[team_id] = record.text("team_name")
        workforce.parents[team_id] = None if record.flags else stated[team_id]


def judge_roles(records: list[Record], workforce: Workforce) -> None:
    """Judge the roles."""
    for record in accepted(records):
        workforce.roles[_needed(record, "role_id")[0]] = record.text("role_name")
    for record in accepted(records):
        next_role_id = record.text("next_role_id")
        if next_role_id not in {None, *workforce.roles}:
            record.flags.add("unknown_next_role_id")
            next_role_id = None
        workforce.next_roles[_needed(record, "role_id")[0]] = next_role_id


def judge_people(records: list[Record], workforce: Workforce) -> None:
    """Judge the people."""
    for record in accepted(records):
        workforce.people[_needed(record, "person_id")[0]] = record.text("full_name")


def judge_requirements(
    records: list[Record], known: Frameworks, workforce: Workforce
) -> None:
    """Judge the role requirements and keep the accepted ones."""
    judge_skill_rows(records, known, "required_level")
    for record in records:
        _mark_reference(record, "role_id", workforce.roles)
    for record in accepted(records):
        workforce.requirements.append(
            Requirement(
                *_needed(
                    record,
                    "role_id",
                    "framework_id",
                    "skill_id",
                    "required_level",
                    "importance",
                )
            )
        )


def _mark_reference(record: Record, column: str, known: Iterable[str]) -> None:
    if record.text(column) is not None and record.text(column) not in known:
        record.reasons.add(f"unknown_{column}")


def judge_assignments(records: list[Record], workforce: Workforce) -> None:
    """Judge the assignments, flag unlikely managers, keep the accepted ones."""
    for record in records:
        _mark_reference(record, "person_id", workforce.people)
        _mark_reference(record, "team_id", workforce.teams)
        _mark_reference(record, "role_id", workforce.roles)
        first_day, last_day = record.day("started_on"), record.day("ended_on")
        if first_day and last_day and last_day < first_day:
            record.reasons.add("ended_before_started")
    for record in accepted(records):
        person_id, team_id, role_id = _needed(record, "person_id", "team_id", "role_id")
        manager_id = record.text("manager_id")
        if manager_id == person_id:
            record.flags.add("own_manager")
        if manager_id is not None and manager_id not in workforce.people:
            record.flags.add("unknown_manager_id")
            manager_id = None
        workforce.assignments.append(
            Assignment(
                person_id,
                team_id,
                role_id,
                manager_id,
                record.day("started_on") or date.max,
                record.day("ended_on"),
                parse_number(record.text("fte")),
            )
        )


# ---------------------------------------------------------------- judging: scenarios


@dataclass(frozen=True)
class Change:
    """One accepted change of a scenario."""

    scenario: str
    kind: str
    person_id: str
    team_id: str | None
    role_id: str | None
    holds: str | None

    @property
    def is_all(self) -> bool:
        """Whether it is about all that the person does."""
        place = self.team_id or self.role_id
        return self.kind == "move" or (self.kind == "leave" and not place)

    def ends(self, assignment: Assignment, as_of: date) -> bool:
        """Whether an assignment is over because of it."""
        return (
            assignment.person_id == self.person_id
            and (assignment.last_day is None or assignment.last_day >= as_of)
            and (
                self.is_all
                or (
                    self.kind == "leave"
                    and self.team_id in {None, assignment.team_id}
                    and self.role_id in {None, assignment.role_id}
                )
            )
        )


def judge_changes(
    records: list[Record], workforce: Workforce, as_of: date
) -> list[Change]:
    """Judge the changes of all scenarios and give the accepted ones."""
    repeats = {"copy_of_earlier_record", "contradicts_other_record"}
    made: dict[tuple[str, str], list[tuple[Record, Change]]] = defaultdict(list)
    for record in records:
        _judge_change(record, workforce)
        if not record.reasons - repeats:
            change = Change(
                *_needed(record, "scenario", "change", "person_id"),
                *record.texts("team_id", "role_id", "holds"),
            )
            made[change.scenario, change.person_id].append((record, change))
    for together in made.values():
        places = {(one.kind, one.team_id, one.role_id) for _, one in together}
        for record, change in together:
            if len(places) > 1 and any(one.is_all for _, one in together):
                record.reasons.add("contradicts_other_change")
            elif change.kind == "join":
                running = workforce.running(as_of, change.person_id)
                if (change.team_id, change.role_id) in {
                    (assignment.team_id, assignment.role_id) for assignment in running
                }:
                    record.flags.add("already_in_place")
            elif not any(change.ends(each, as_of) for each in workforce.assignments):
                record.flags.add("no_assignment_to_end")
    return [
        change
        for together in made.values()
        for record, change in together
        if record.state == "accepted"
    ]


def _judge_change(record: Record, workforce: Workforce) -> None:
    kind, person_id, holds = record.texts("change", "person_id", "holds")
    if kind in {"join", "move"}:
        record.reasons |= {
            f"empty_{column}"
            for column in ("team_id", "role_id")
            if record.text(column) is None
        }
    if kind in {"leave", "move"}:
        _mark_reference(record, "person_id", workforce.people)
    _mark_reference(record, "team_id", workforce.teams)
    _mark_reference(record, "role_id", workforce.roles)
    if holds not in {None, "nothing", "role"}:
        record.reasons.add("unknown_holds")
    if holds is not None and (kind != "join" or person_id in workforce.people):
        record.reasons.add("surplus_holds")


def planned(
    workforce: Workforce, changes: list[Change], as_of: date
) -> tuple[Workforce, dict[str, set[str]]]:
    """Give the workforce as a scenario has it, and the roles that its posts hold.

    Args:
        workforce: what is known of the people.
        changes: the accepted changes of one scenario.
        as_of: the day on which they happen.
    """
    stays: list[Assignment] = []
    times: dict[str, list[float | None]] = defaultdict(list)
    for assignment in workforce.assignments:
        if not any(change.ends(assignment, as_of) for change in changes):
            stays.append(assignment)
        elif assignment.first_day < as_of:
            times[assignment.person_id].append(assignment.fte)
            stays.append(replace(assignment, last_day=as_of - timedelta(days=1)))
    begins: list[Assignment] = []
    posts: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        place = (change.person_id, change.team_id, change.role_id)
        taken = {(a.person_id, a.team_id, a.role_id) for a in stays if a.runs_on(as_of)}
        if change.kind == "leave" or place in taken:
            continue
        assert change.team_id
        assert change.role_id
        known = times[change.person_id] if change.kind == "move" else []
        fte = None
        if any(time is not None for time in known):
            fte = sum(1 if time is None else time for time in known)
        begins.append(
            Assignment(
                change.person_id,
                change.team_id,
                change.role_id,
                None,
                as_of,
                None,
                fte,
            )
        )
        if change.holds == "role":
            posts[change.person_id].add(change.role_id)
    people = {change.person_id: change.person_id for change in changes}
    return (
        replace(
            workforce,
            people={**people, **workforce.people},
            assignments=stays + begins,
        ),
        posts,
    )


# ------------------------------------------------------------ judging: the assessments


@dataclass(frozen=True)
class Rating:
    """One accepted assessment, typed and resolved."""

    assessment_id: str
    person_id: str
    framework_id: str
    release_id: str
    skill_id: str
    release_basis: str
    level: str
    rank: int
    assessor_type: str
    assessor_id: str | None
    assessed_on: date
    recorded_at: datetime
    verification: str
    evidence: str | None
    flags: frozenset[str] = frozenset()
    expires_on: date = date.max
    carry_status: str = "retired"
    counted_skills: frozenset[str] = frozenset()

    @property
    def is_revoked(self) -> bool:
        """Whether the rating was taken back."""
        return self.verification == "revoked"


def judge_assessment(
    record: Record, known: Frameworks, workforce: Workforce, known_at: datetime | None
) -> None:
    """Give one assessment every reason for rejecting it that applies."""
    reasons = record.reasons
    _mark_reference(record, "person_id", workforce.people)
    mark_release(record, known)
    mark_skill(record, known)
    if record.text("level") != NONE:
        mark_level(record, known)
    framework_id, release_id = _needed(record, "framework_id", "release_id")
    releases = known.releases_of(framework_id)
    if releases and not release_id and not any(r.is_published for r in releases):
        reasons.add("no_release_in_force")
    person_id, assessor_id = record.texts("person_id", "assessor_id")
    if record.text("assessor_type") == "self" and None not in {person_id, assessor_id}:
        reasons |= {"self_by_someone_else"} if person_id != assessor_id else set()
    assessed_on, recorded_at = record.day("assessed_on"), record.moment("recorded_at")
    if assessed_on and recorded_at and assessed_on > recorded_at.date():
        reasons.add("assessed_after_recorded")
    if assessed_on and known_at and assessed_on > known_at.date():
        reasons.add("assessed_after_known_at")


def mark_superseded(records: list[Record]) -> None:
    """Mark all but the latest recorded of the not rejected records of one id."""
    latest: dict[str | None, datetime] = {}
    kept = [record for record in records if not record.reasons]
    for record in kept:
        recorded_at = record.moment("recorded_at") or datetime.min
        identifier = record.text("assessment_id")
        latest[identifier] = max(recorded_at, latest.get(identifier, datetime.min))
    for record in kept:
        record.is_superseded = (
            record.moment("recorded_at") != latest[record.text("assessment_id")]
        )


def resolve(record: Record, known: Frameworks) -> Rating:
    """Type an assessment that is not rejected and find the release it counts for."""
    framework_id, skill_id, stated = _needed(
        record, "framework_id", "skill_id", "release_id"
    )
    assessed_on = record.day("assessed_on") or date.max
    release_id, basis, flags = stated, "stated", set[str]()
    if not stated:
        release, basis = known.release_on(framework_id, assessed_on)
        release_id = release.release_id if release else ""
    if skill_id not in known.skills(framework_id, release_id):
        basis = "other"
        flags = {"skill_not_in_release"}
        release_id = known.last_with(framework_id, skill_id).release_id
    person_id, level, assessor_type = _needed(
        record, "person_id", "level", "assessor_type"
    )
    return Rating(
        assessment_id=_needed(record, "assessment_id")[0],
        person_id=person_id,
        framework_id=framework_id,
        release_id=release_id,
        skill_id=skill_id,
        release_basis=basis,
        level=level,
        rank=0 if level == NONE else known.ranks[framework_id][level],
        assessor_type=assessor_type,
        assessor_id=(
            person_id if assessor_type == "self" else record.text("assessor_id")
        ),
        assessed_on=assessed_on,
        recorded_at=record.moment("recorded_at") or datetime.max,
        verification=_needed(record, "verification")[0],
        evidence=record.text("evidence"),
        flags=frozenset(flags),
    )


def flag_rating(rating: Rating, workforce: Workforce) -> set[str]:
    """Find what is suspicious about a rating on its own."""
    flags = set(rating.flags)
    running = workforce.running(rating.assessed_on, rating.person_id)
    if not running:
        flags.add("outside_assignments")
    if rating.assessor_id is None:
        flags.add("unnamed_assessor")
        return flags
    if rating.assessor_id not in workforce.people:
        flags.add("unknown_assessor")
    managers = {assignment.manager_id for assignment in running}
    if rating.assessor_type == "manager" and rating.assessor_id not in managers:
        flags.add("manager_not_managing")
    return flags


def two_levels(ratings: Iterable[Rating]) -> set[str]:
    """Find the ratings in which one assessor gave two levels on one day."""
    days: dict[tuple[object, ...], list[Rating]] = defaultdict(list)
    for rating in ratings:
        if rating.assessor_id is not None and rating.verification != "revoked":
            who = (rating.person_id, rating.assessor_type, rating.assessor_id)
            what = (rating.framework_id, rating.skill_id, rating.assessed_on)
            days[who + what].append(rating)
    return {
        rating.assessment_id
        for day in days.values()
        for rating in day
        if len({other.rank for other in day}) > 1
    }


def judge_assessments(
    records: list[Record], known: Frameworks, workforce: Workforce, policy: Policy
) -> list[Rating]:
    """Judge all assessments and give the accepted ones."""
    for record in records:
        judge_assessment(record, known, workforce, policy.known_at)
    mark_superseded(records)
    kept = {
        rating.assessment_id: (record, rating)
        for record in accepted(records)
        for rating in [resolve(record, known)]
    }
    doubtful = two_levels(rating for _, rating in kept.values())
    ratings = []
    for identifier, (record, rating) in kept.items():
        record.flags = flag_rating(rating, workforce)
        record.flags |= {"two_levels_one_day"} if identifier in doubtful else set()
        record.reasons |= record.flags & policy.reject_suspicious
        if record.state == "accepted":
            ratings.append(replace(rating, flags=frozenset(record.flags)))
    return ratings


# ----------------------------------------------------------------- levels over time


def add_months(day: date, months: int) -> date:
    """Add calendar months; a day that the month does not have becomes its last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    next_month = divmod(count + 1, 12)
    last_day = date(next_month[0], next_month[1] + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(day.day, last_day.day))


Windows = dict[tuple[str | None, str | None, str | None], int]


def window_months(rating: Rating, windows: Windows, default: int) -> int:
    """Find the months for which a rating is current: the most particular window."""
    if rating.level == NONE:
        return default
    for skill_id, level in (
        (rating.skill_id, rating.level),
        (rating.skill_id, None),
        (None, rating.level),
        (None, None),
    ):
        if (rating.framework_id, skill_id, level) in windows:
            return windows[rating.framework_id, skill_id, level]
    return default


def is_current(rating: Rating, day: date) -> bool:
    """Whether a rating counts on a day: made, not expired, not revoked."""
    return not rating.is_revoked and rating.assessed_on <= day < rating.expires_on


def recency(rating: Rating) -> tuple[date, datetime, str]:
    """Order ratings from old to new, ties and all."""
    return rating.assessed_on, rating.recorded_at, rating.assessment_id


def choose(ratings: Iterable[Rating], day: date, rule: str) -> Rating | None:
    """Choose the rating that gives the level on a day, by one of the three rules."""
    first: dict[str, Callable[[Rating], int]] = {
        "latest": lambda _: 0,
        "highest": lambda rating: rating.rank,
        "prioritised": lambda rating: PRIORITY[rating.assessor_type],
    }
    current = [rating for rating in ratings if is_current(rating, day)]
    return max(
        current, key=lambda rating: (first[rule](rating), recency(rating)), default=None
    )


@dataclass(frozen=True)
class Interval:
    """A stretch of days with one effective rank; half-open."""

    valid_from: date
    valid_to: date | None
    rank: int


def level_intervals(ratings: list[Rating], as_of: date, rule: str) -> list[Interval]:
    """Build the longest stretches of days with one rank, up to the as-of date."""
    counted = [rating for rating in ratings if not rating.is_revoked]
    changes = {rating.assessed_on for rating in counted}
    changes |= {rating.expires_on for rating in counted}
    days = sorted(day for day in changes if day <= as_of)
    intervals: list[Interval] = []
    for day, following in zip(days, [*days, None][1:], strict=True):
        chosen = choose(counted, day, rule)
        if chosen is None:
            continue
        last = intervals[-1] if intervals else None
        if last and last.valid_to == day and last.rank == chosen.rank:
            intervals[-1] = replace(last, valid_to=following)
        else:
            intervals.append(Interval(day, following, chosen.rank))
    return intervals


# --------------------------------------------------------------------- the warehouse


@dataclass(frozen=True)
class Held:
    """A level that nobody gave: what a post is taken to hold."""

    level: str
    rank: int
    assessment_id: None = None
    assessor_type: None = None
    verification: None = None
    carry_status: None = None
    assessed_on: None = None
    expires_on: None = None


@dataclass(frozen=True)
class SkillState:
    """What is known of a person's level in a skill on the as-of date."""

    status: str
    effective: Rating | Held | None
    last_known: Rating | None


@dataclass
class Warehouse:
    """The recomputed tables; each is a list of rows by column name.

    Attributes:
        as_of: the day that "now" means.
        tables: rows by table name, for the tables that the oracle recomputes.
        marts: what the marts are computed from.
    """

    as_of: date
    tables: dict[str, list[Row]]
    marts: Marts


def recompute(records: Records, policy: Policy) -> Warehouse:
    """Judge an export under a policy and recompute the tables."""
    received = dict(records)
    received["assessments"] = drop_unknown_yet(records["assessments"], policy.known_at)
    for name, table in TABLES.items():
        mark_repeats(table, received[name])
    known = judge_frameworks(received)
    workforce = judge_workforce(received, known)
    ratings = judge_assessments(received["assessments"], known, workforce, policy)
    as_of = policy.as_of_date or max(rating.assessed_on for rating in ratings)
    dated = date_ratings(ratings, known, as_of, read_windows(received), policy)
    changes = [
        change
        for change in judge_changes(received["scenario_changes"], workforce, as_of)
        if change.scenario == policy.scenario
    ]
    workforce, posts = planned(workforce, changes, as_of)
    marts = Marts(known, workforce, dated, as_of, policy, posts)
    crosswalk = list(accepted(received["skill_crosswalk"]))
    coverage = list(crosswalk_coverage(known, crosswalk, as_of))
    return Warehouse(
        as_of,
        {
            **quality_tables(received),
            **marts.tables(),
            "rpt_crosswalk_coverage": coverage,
        },
        marts,
    )


def judge_frameworks(records: Records) -> Frameworks:
    """Judge the framework tables."""
    known = Frameworks(received=records)
    judge_releases(records["framework_releases"], known)
    judge_levels(records["framework_levels"], known)
    judge_outline(records["framework_outline"], known)
    judge_descriptors(records["framework_descriptors"], known)
    judge_attributes(records["framework_attributes"], known)
    judge_unplaced(records["framework_unplaced"], known)
    judge_lineage(records["framework_lineage"], known)
    judge_waivers(records["level_waivers"], known)
    judge_exceptions(records["finding_exceptions"], known)
    judge_crosswalk(records["skill_crosswalk"], known)
    judge_skill_rows(records["currency_windows"], known)
    return known


def judge_workforce(records: Records, known: Frameworks) -> Workforce:
    """Judge the workforce tables."""
    workforce = Workforce()
    judge_teams(records["teams"], workforce)
    judge_roles(records["roles"], workforce)
    judge_people(records["people"], workforce)
    judge_requirements(records["role_requirements"], known, workforce)
    judge_assignments(records["assignments"], workforce)
    return workforce


def read_windows(records: Records) -> Windows:
    """Give the accepted currency windows."""
    return {
        (
            record.text("framework_id"),
            record.text("skill_id"),
            record.text("level"),
        ): parse_rank(record.text("months")) or 0
        for record in accepted(records["currency_windows"])
    }


def date_ratings(
    ratings: list[Rating],
    known: Frameworks,
    as_of: date,
    windows: Windows,
    policy: Policy,
) -> list[Rating]:
    """Give every rating its expiry and what it counts for in the release in force."""
    dated = []
    for rating in ratings:
        carry_status, skills = known.counted(
            rating.framework_id, rating.release_id, rating.skill_id, as_of
        )
        months = window_months(rating, windows, policy.currency_months)
        dated.append(
            replace(
                rating,
                expires_on=add_months(rating.assessed_on, months),
                carry_status=carry_status,
                counted_skills=frozenset(skills),
            )
        )
    return dated


def quality_tables(records: Records) -> dict[str, list[Row]]:
    """Count every record's state; list flags, and the assessments' reasons."""
    counts: list[Row] = []
    for name, received in records.items():
        states = Counter(record.state for record in received)
        counts.append(
            {
                "export_table": name,
                "received_count": len(received),
                "accepted_count": states["accepted"],
                "superseded_count": states["superseded"],
                "rejected_count": states["rejected"],
                "suspicious_count": sum(bool(r.flags) for r in accepted(received)),
            }
        )
    rejected: list[Row] = [
        {"source_row": record.row, "reason": reason}
        for record in records["assessments"]
        for reason in record.reasons
    ]
    suspicious: list[Row] = [
        {"export_table": name, "source_row": record.row, "flag": flag}
        for name, received in records.items()
        for record in accepted(received)
        for flag in record.flags
    ]
    return {
        "qly_load_reconciliation": counts,
        "qly_rejected_records": rejected,
        "qly_suspicious_records": suspicious,
    }


COVERING = ("exactMatchOf", "replacedBy", "isPartOf")


def standing(
    known: Frameworks, framework_id: str | None, skill_id: str | None, day: date
) -> tuple[str, str | None]:
    """Say where a framework has a skill on a day, and its name there."""
    framework, skill = framework_id or "", skill_id or ""
    current, _ = known.release_on(framework, day)
    having = known.releases_with(framework, skill)
    past = [
        release
        for release in having
        if release.is_published and release.released_on and release.released_on <= day
    ]
    if current in having:
        found, state = current, "in_force"
    elif past:
        found, state = past[-1], "retired"
    elif having:
        found, state = having[-1], "coming"
    else:
        return "unknown", None
    assert found is not None
    return state, known.path_names(found, skill)[-1]


def crosswalk_coverage(
    known: Frameworks, records: list[Record], as_of: date
) -> Iterator[Row]:
    """Compute rpt_crosswalk_coverage from the accepted records of the crosswalk."""
    in_force = {release.framework_id for release in known.in_force(as_of)}
    by_pair: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        framework_id, external = record.texts("framework_id", "external_framework")
        if framework_id in in_force:
            by_pair[framework_id or "", external or ""].append(record)
    for (framework_id, external), group in by_pair.items():
        is_loaded = external in in_force

        def end(of: str, item: str | None) -> tuple[str, str | None]:
            if of in in_force:
                return standing(known, of, item, as_of)
            return "not_loaded", None

        for direction, home, column, away, other_column in (
            ("outward", framework_id, "skill_id", external, "external_code"),
            ("inward", external, "external_code", framework_id, "skill_id"),
        ):
            release, _ = known.release_on(home, as_of)
            own = known.skills(home, release.release_id) if release else []
            items = {record.text(column) for record in group} | set(own)
            for item in items:
                state, name = end(home, item)
                named = [record for record in group if record.text(column) == item]
                covering = [
                    record
                    for record in named
                    if record.text("association") in COVERING
                    and state in ("in_force", "not_loaded")
                    and end(away, record.text(other_column))[0]
                    in ("in_force", "not_loaded")
                ]
                is_dangling = state in ("retired", "coming", "unknown")
                words = {record.text("association") for record in covering}
                sure = [record.number("confidence") for record in covering]
                stated = [each for each in sure if each is not None]
                yield {
                    "framework_id": framework_id,
                    "external_framework": external,
                    "direction": direction,
                    "item_id": item,
                    "skill_framework_id": home if state == "in_force" else None,
                    "skill_release_id": (
                        release.release_id if release and state == "in_force" else None
                    ),
                    "skill_id": item if state == "in_force" else None,
                    "item_name": name,
                    "coverage_status": (
                        "dangling"
                        if is_dangling
                        else "mapped"
                        if covering
                        else "unmapped"
                    ),
                    "dangling_reason": state if is_dangling else None,
                    "best_association": next(
                        (word for word in COVERING if word in words), None
                    ),
                    "counterparts": _listed(covering, other_column),
                    "not_counted": _listed(
                        [record for record in named if record not in covering],
                        other_column,
                    ),
                    "counterpart_count": len(covering),
                    "highest_confidence": max(stated, default=None),
                    "lowest_confidence": min(stated, default=None),
                    "is_external_loaded": is_loaded,
                }


def _listed(records: list[Record], column: str) -> str | None:
    return ", ".join(sorted(record.text(column) or "" for record in records)) or None


@dataclass
class Marts:
    """The marts, computed from what was accepted."""

    known: Frameworks
    workforce: Workforce
    ratings: list[Rating]
    as_of: date
    policy: Policy
    posts: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort out what several marts need."""
        self.running = self.workforce.running(self.as_of)
        self.skills = {
            (release.framework_id, skill_id): release
            for release in self.known.in_force(self.as_of)
            for skill_id in self.known.skills(release.framework_id, release.release_id)
        }
        self.stated = self.stated_requirements()
        self.requirements = self.counted_requirements()
        self.required = {
            (requirement.role_id, requirement.framework_id, requirement.skill_id)
            for requirement in self.requirements
        }
        self.held: dict[tuple[str, str, str], list[Rating]] = defaultdict(list)
        for rating in self.ratings:
            if rating.assessed_on <= self.as_of:
                for skill_id in rating.counted_skills:
                    key = (rating.person_id, rating.framework_id, skill_id)
                    self.held[key].append(rating)

    def tables(self) -> dict[str, list[Row]]:
        """Compute all marts."""
        return {
            "bridge_skills_in_force": list(self.skills_in_force()),
            "fct_assessments": [self.assessment_row(r) for r in self.ratings],
            "fct_person_skills": list(self.person_skills()),
            "fct_skill_level_intervals": list(self.intervals()),
            "rpt_role_gaps": list(self.role_gaps()),
            "rpt_team_coverage": list(self.team_coverage()),
        }

    def skills_in_force(self) -> Iterator[Row]:
        """The rows of bridge_skills_in_force."""
        for framework_id, release_id in self.known.releases:
            for skill_id in self.known.skills(framework_id, release_id):
                status, counted = self.known.counted(
                    framework_id, release_id, skill_id, self.as_of
                )
                for counted_skill_id in counted:
                    yield {
                        "framework_id": framework_id,
                        "release_id": release_id,
                        "skill_id": skill_id,
                        "counted_skill_id": counted_skill_id,
                        "carry_status": status,
                    }

    def carried_requirement(self, requirement: Requirement) -> tuple[str, str | None]:
        """Tell what became of a requirement's skill, and for which it counts now."""
        framework_id, skill_id = requirement.framework_id, requirement.skill_id
        meant = max(
            self.known.releases_with(framework_id, skill_id),
            key=lambda r: (
                self.skills.get((r.framework_id, requirement.skill_id)) == r,
                r.is_published,
                r.released_on or date.max,
                r.release_id,
            ),
        )
        status, counted = self.known.counted(
            framework_id, meant.release_id, skill_id, self.as_of
        )
        if status not in {"same", "carried"}:
            return status, None
        (counted_id,) = counted
        return status, counted_id

    def stated_requirements(self) -> dict[Requirement, tuple[str, str | None, bool]]:
        """Tell of each requirement what became of it, its skill, and if it counts."""
        carried = {
            each: self.carried_requirement(each) for each in self.workforce.requirements
        }
        best: dict[tuple[str, str, str], tuple[object, Requirement]] = {}
        for requirement, (status, counted_id) in carried.items():
            if counted_id is None:
                continue
            key = (requirement.role_id, requirement.framework_id, counted_id)
            # The id in force first, then the higher level, then the first id.
            order = (
                status != "same",
                -self.known.ranks[requirement.framework_id][requirement.level],
                requirement.skill_id,
            )
            if key not in best or order < best[key][0]:
                best[key] = (order, requirement)
        counting = {requirement for _, requirement in best.values()}
        return {each: (*carried[each], each in counting) for each in carried}

    def counted_requirements(self) -> list[Requirement]:
        """List the requirements that count, each by the id of its skill in force."""
        return [
            replace(requirement, skill_id=counted_id)
            for requirement, (_, counted_id, counts) in self.stated.items()
            if counts and counted_id is not None
        ]

    def assessment_row(self, rating: Rating) -> Row:
        """One row of fct_assessments."""
        return {
            "assessment_id": rating.assessment_id,
            "person_id": rating.person_id,
            "framework_id": rating.framework_id,
            "release_id": rating.release_id,
            "skill_id": rating.skill_id,
            "release_basis": rating.release_basis,
            "carry_status": rating.carry_status,
            "level": rating.level,
            "level_rank": rating.rank,
            "assessor_type": rating.assessor_type,
            "assessor_id": rating.assessor_id,
            "verification": rating.verification,
            "evidence": rating.evidence,
            "is_revoked": rating.is_revoked,
            "assessed_on": rating.assessed_on,
            "recorded_at": rating.recorded_at,
            "expires_on": rating.expires_on,
            "flags": ",".join(sorted(rating.flags)) or None,
        }

    def state(self, person_id: str, framework_id: str, skill_id: str) -> SkillState:
        """Find out what is known of a person's level in a skill."""
        ratings = self.held.get((person_id, framework_id, skill_id), [])
        valid = [rating for rating in ratings if not rating.is_revoked]
        if (assumed := self.assumed(person_id, framework_id, skill_id)) is not None:
            return SkillState("assumed", assumed, None)
        if not valid:
            return SkillState("not_assessed", None, None)
        last_known = max(valid, key=recency)
        effective = choose(valid, self.as_of, self.policy.level_rule)
        if effective is None:
            return SkillState("stale", None, last_known)
        due_from = effective.expires_on - timedelta(days=self.policy.due_days)
        status = "due" if self.as_of >= due_from else "current"
        return SkillState(status, effective, last_known)

    def assumed(self, person_id: str, framework_id: str, skill_id: str) -> Held | None:
        """Give what a post is taken to hold in a skill: what its roles require."""
        ranks = self.known.ranks.get(framework_id, {})
        roles = self.posts.get(person_id)
        if roles is None:
            return None
        levels = [
            each.level
            for each in self.requirements
            if each.role_id in roles
            and (each.framework_id, each.skill_id) == (framework_id, skill_id)
        ]
        if not levels:
            return None
        level = max(levels, key=ranks.__getitem__)
        return Held(level, ranks[level])

    def person_skills(self) -> Iterator[Row]:
        """The rows of fct_person_skills."""
        required = {
            (assignment.person_id, framework_id, skill_id)
            for assignment in self.running
            for role_id, framework_id, skill_id in self.required
            if role_id == assignment.role_id
        }
        for key in sorted(required | set(self.held)):
            yield self.person_skill_row(key, key in required)

    def person_skill_row(self, key: tuple[str, str, str], is_required: bool) -> Row:
        """One row of fct_person_skills."""
        person_id, framework_id, skill_id = key
        ratings = self.held.get(key, [])
        state = self.state(*key)
        ranks = {
            rule: _rank(choose(ratings, self.as_of, rule))
            for rule in ("latest", "highest", "prioritised")
        }
        last = state.last_known
        return {
            "person_id": person_id,
            "framework_id": framework_id,
            "release_id": self.skills[framework_id, skill_id].release_id,
            "skill_id": skill_id,
            "latest_rank": ranks["latest"],
            "highest_rank": ranks["highest"],
            "prioritised_rank": ranks["prioritised"],
            **_effective(state.effective),
            "last_known_rank": _rank(last),
            "last_known_level": last.level if last else None,
            "last_known_assessor_type": last.assessor_type if last else None,
            "last_known_verification": last.verification if last else None,
            "last_known_assessed_on": last.assessed_on if last else None,
            "last_known_age_days": (
                (self.as_of - last.assessed_on).days if last else None
            ),
            "currency_status": state.status,
            "assessment_count": sum(not rating.is_revoked for rating in ratings),
            "current_assessment_count": sum(is_current(r, self.as_of) for r in ratings),
            "revoked_count": sum(rating.is_revoked for rating in ratings),
            "is_required": is_required,
            "as_of_date": self.as_of,
        }

    def intervals(self) -> Iterator[Row]:
        """The rows of fct_skill_level_intervals."""
        for (person_id, framework_id, skill_id), ratings in self.held.items():
            levels = {rating.rank: rating.level for rating in ratings}
            for interval in level_intervals(
                ratings, self.as_of, self.policy.level_rule
            ):
                yield {
                    "person_id": person_id,
                    "framework_id": framework_id,
                    "release_id": self.skills[framework_id, skill_id].release_id,
                    "skill_id": skill_id,
                    "effective_rank": interval.rank,
                    "level": levels[interval.rank],
                    "valid_from": interval.valid_from,
                    "valid_to": interval.valid_to,
                    "is_running": interval.valid_to is None,
                }

    def role_gaps(self) -> Iterator[Row]:
        """The rows of rpt_role_gaps."""
        held_roles = sorted({(a.person_id, a.role_id) for a in self.running})
        for person_id, role_id in held_roles:
            for requirement in self.requirements:
                if requirement.role_id == role_id:
                    yield self.role_gap_row(person_id, requirement)

    def role_gap_row(self, person_id: str, requirement: Requirement) -> Row:
        """One row of rpt_role_gaps."""
        skill = (requirement.framework_id, requirement.skill_id)
        release = self.skills[skill]
        state = self.state(person_id, *skill)
        required = self.known.ranks[requirement.framework_id][requirement.level]
        held = _rank(state.effective)
        names = self.known.path_names(release, requirement.skill_id)
        status = state.status
        if held is not None:
            status = "met" if held >= required else "below"
        effective, last = state.effective, state.last_known
        return {
            "person_id": person_id,
            "full_name": self.workforce.people[person_id],
            "role_id": requirement.role_id,
            "role_name": self.workforce.roles[requirement.role_id],
            "framework_id": requirement.framework_id,
            "release_id": release.release_id,
            "skill_id": requirement.skill_id,
            "domain_name": names[0],
            "subdomain_name": names[1],
            "skill_name": names[2],
            "importance": requirement.importance,
            "required_level": requirement.level,
            "required_rank": required,
            "held_level": effective.level if effective else None,
            "held_rank": held,
            "held_assessor_type": effective.assessor_type if effective else None,
            "held_verification": effective.verification if effective else None,
            "held_carry_status": effective.carry_status if effective else None,
            "held_expires_on": effective.expires_on if effective else None,
            "last_known_level": last.level if last else None,
            "gap_status": status,
            "gap": None if held is None else max(required - held, 0),
            "surplus": None if held is None else max(held - required, 0),
            "attainment": None if held is None else min(held, required) / required,
            "as_of_date": self.as_of,
        }

    def team_coverage(self) -> Iterator[Row]:
        """The rows of rpt_team_coverage."""
        for team_id in self.workforce.teams:
            below = [
                a for a in self.running if team_id in self.workforce.path(a.team_id)
            ]
            members = sorted({assignment.person_id for assignment in below})
            roles = {assignment.role_id for assignment in below}
            for skill in self.skills if members else ():
                is_required = any((role, *skill) in self.required for role in roles)
                for row in self.coverage_rows(team_id, skill, members):
                    yield {**row, "is_required": is_required}

    def coverage_rows(
        self, team_id: str, skill: tuple[str, str], members: list[str]
    ) -> Iterator[Row]:
        """The rows of rpt_team_coverage for one team and skill, one for each level."""
        framework_id, skill_id = skill
        states = [self.state(person_id, *skill) for person_id in members]
        ranks = [_rank(state.effective) for state in states]
        statuses = Counter(state.status for state in states)
        path = [self.workforce.teams[team] for team in self.workforce.path(team_id)]
        names = self.known.path_names(self.skills[skill], skill_id)
        for level, level_rank in self.known.ranks[framework_id].items():
            above = sum(rank is not None and rank >= level_rank for rank in ranks)
            yield {
                "team_id": team_id,
                "team_name": self.workforce.teams[team_id],
                "team_path": " > ".join(str(name) for name in reversed(path)),
                "framework_id": framework_id,
                "release_id": self.skills[skill].release_id,
                "skill_id": skill_id,
                "domain_name": names[0],
                "subdomain_name": names[1],
                "skill_name": names[2],
                "level": level,
                "level_rank": level_rank,
                "member_count": len(members),
                "at_level_count": ranks.count(level_rank),
                "at_or_above_count": above,
                "at_or_above_share": above / len(members),
                "none_count": ranks.count(0),
                "stale_count": statuses["stale"],
                "not_assessed_count": statuses["not_assessed"],
                "as_of_date": self.as_of,
            }


def _rank(rating: Rating | Held | None) -> int | None:
    return None if rating is None else rating.rank


def _effective(rating: Rating | Held | None) -> Row:
    """The columns of fct_person_skills about the rating that gives the level."""
    return {
        "effective_rank": _rank(rating),
        "effective_level": rating.level if rating else None,
        "effective_assessment_id": rating.assessment_id if rating else None,
        "effective_assessor_type": rating.assessor_type if rating else None,
        "effective_verification": rating.verification if rating else None,
        "effective_carry_status": rating.carry_status if rating else None,
        "effective_assessed_on": rating.assessed_on if rating else None,
        "effective_expires_on": rating.expires_on if rating else None,
    }

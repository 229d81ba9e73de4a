"""What changed between releases, and who is affected, in plain Python.

Written from the rules in the description of rpt_release_changes and in the macro
similarity_limit, to be compared with the SQL. It needs the standard library only, and
the other parts of the oracle.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from oracle import Frameworks, Marts, Row, accepted, choose, is_current
from oracle_compare import Compared
from oracle_lineage import Identity, Lineage, Link

RARE, ALIKE, WHOLE, CONTAINED = 10, 0.35, 0.75, 0.65

COMPARED = {
    "rpt_release_changes": Compared(
        ("framework_id", "release_id", "from_skill_id", "to_skill_id"),
        "select c.* exclude (base_release_id, release_id, from_skill_id, to_skill_id),"
        " b.release_id as base_release_id, r.release_id,"
        " o.skill_id as from_skill_id, n.skill_id as to_skill_id"
        " from marts.rpt_release_changes as c"
        " left join marts.dim_framework_releases as r"
        " using (release_key, framework_id, release_id)"
        " left join marts.dim_framework_releases as b"
        " on c.base_release_key = b.release_key and c.base_release_id = b.release_id"
        " left join marts.dim_skills as o on c.from_skill_key = o.skill_key"
        " and c.base_release_id = o.release_id and c.from_skill_id = o.skill_id"
        " left join marts.dim_skills as n on c.to_skill_key = n.skill_key"
        " and c.release_id = n.release_id and c.to_skill_id = n.skill_id",
    ),
    "rpt_reassessment_worklist": Compared(
        ("framework_id", "release_id", "from_skill_id", "to_skill_id", "person_id"),
        "select w.* exclude (release_id, level), r.release_id, l.level,"
        " o.skill_id as from_skill_id, n.skill_id as to_skill_id"
        " from marts.rpt_reassessment_worklist as w"
        " left join marts.dim_framework_releases as r"
        " using (release_key, framework_id, release_id)"
        " left join marts.dim_levels as l"
        " using (level_key, framework_id, level, level_rank)"
        " left join marts.dim_skills as o on w.from_skill_key = o.skill_key"
        " left join marts.dim_skills as n on w.to_skill_key = n.skill_key"
        " and w.release_id = n.release_id",
    ),
    "dim_skills": Compared(
        ("framework_id", "release_id", "skill_id"), "select * from marts.dim_skills"
    ),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Recompute the tables of this subject."""
    in_force = {
        (release.framework_id, release.release_id)
        for release in marts.known.in_force(marts.as_of)
    }
    changes: list[Row] = []
    worklist: list[Row] = []
    durable: list[Row] = []
    for framework_id in marts.known.ids():
        texts = read_texts(marts.known, framework_id)
        lineage = marts.known.lineage(framework_id)
        levels = sorted(marts.known.ranks.get(framework_id, {}).items(), key=_second)
        for step in steps(lineage, texts, [level for level, _ in levels]):
            about: Row = {
                "framework_id": framework_id,
                "is_in_force": (framework_id, step.release_id) in in_force,
            }
            for row in step.rows():
                changes.append({**about, **row})
                for work in reassessments(marts, framework_id, step, row):
                    worklist.append({**about, **work})
        for row in durable_ids(lineage):
            durable.append({"framework_id": framework_id, **row})
    return {
        "rpt_release_changes": changes,
        "rpt_reassessment_worklist": worklist,
        "dim_skills": durable,
    }


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


# ------------------------------------------------------------------------------ texts


@dataclass
class Skill:
    """What a skill says in one release."""

    name: str | None = None
    description: str | None = None
    place: tuple[str | None, str | None] = (None, None)
    place_names: str = ""
    levels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def said(self) -> tuple[str, dict[str, list[str]]]:
        """What it says, without case, punctuation and order of descriptors."""
        return plain(self.description), {
            level: said(texts) for level, texts in self.levels.items()
        }

    @cached_property
    def name_words(self) -> set[str]:
        """The words of its name."""
        return set(words(self.name))

    @cached_property
    def text_words(self) -> set[str]:
        """The words of its description and descriptors."""
        found = set(words(self.description))
        for texts in self.levels.values():
            found.update(word for text in texts for word in words(text))
        return found

    @property
    def words(self) -> set[str]:
        """All its words."""
        return self.name_words | self.text_words


@dataclass
class Texts:
    """What the releases of one framework say, and the notes of its lineage."""

    skills: dict[tuple[str, str], Skill]
    notes: dict[tuple[str, str, str, str], str | None]


def words(text: str | None) -> list[str]:
    """List the words of a text: runs of letters, marks and digits, then + and #."""
    found: list[str] = []
    word, is_open = "", False
    for sign in (text or "").lower() + " ":
        is_letter = unicodedata.category(sign)[0] in "LMN"
        if is_letter and (is_open or not word):
            word, is_open = word + sign, True
        elif sign in "+#" and word:
            word, is_open = word + sign, False
        else:
            if word:
                found.append(word)
            word, is_open = (sign, True) if is_letter else ("", False)
    return found


def plain(text: str | None) -> str:
    """Give the words of a text alone."""
    return " ".join(words(text))


def read_texts(known: Frameworks, framework_id: str) -> Texts:
    """Collect what the accepted records say of a framework."""
    skills: dict[tuple[str, str], Skill] = defaultdict(Skill)
    for record in accepted(known.received["framework_outline"]):
        if record.texts("framework_id", "node_type") == (framework_id, "skill"):
            release_id, skill_id = record.text("release_id"), record.text("node_id")
            nodes = known.nodes[framework_id, str(release_id)]
            subdomain = nodes[record.text("parent_id") or ""]
            domain = nodes[subdomain.parent_id or ""]
            skill = skills[str(release_id), str(skill_id)]
            skill.name, skill.description = record.texts("name", "description")
            skill.place = domain.node_id, subdomain.node_id
            skill.place_names = " > ".join(
                name for name in (domain.name, subdomain.name) if name is not None
            )
    descriptors = accepted(known.received["framework_descriptors"])
    for record in sorted(
        descriptors, key=lambda record: int(str(record.values["position"]))
    ):
        if record.text("framework_id") == framework_id and record.text("descriptor"):
            release_id, skill_id, level, text = record.texts(
                "release_id", "skill_id", "level", "descriptor"
            )
            skill = skills[str(release_id), str(skill_id)]
            skill.levels[str(level)].append(str(text))
    notes: dict[tuple[str, str, str, str], str | None] = {}
    for record in accepted(known.received["framework_lineage"]):
        if record.text("framework_id") == framework_id:
            *ends, note = record.texts(
                *("from_release_id", "from_skill_id", "to_release_id", "to_skill_id"),
                "note",
            )
            one, two, three, four = (str(end) for end in ends)
            notes[one, two, three, four] = note
    return Texts(dict(skills), notes)


# ------------------------------------------------------------------------- durable ids


def durable_ids(lineage: Lineage) -> Iterator[Row]:
    """Give every skill the id under which it first appeared."""
    seen: dict[str, list[Identity]] = defaultdict(list)
    for release in lineage.releases:
        for skill_id, identity in lineage.identities[release.release_id].items():
            if identity not in seen[skill_id]:
                seen[skill_id].append(identity)
    for release in lineage.releases:
        for skill_id, identity in lineage.identities[release.release_id].items():
            origin = lineage.origins[identity]
            number = seen[origin[0]].index(origin) + 1
            yield {
                "release_id": release.release_id,
                "skill_id": skill_id,
                "durable_skill_id": origin[0] + (f"~{number}" if number > 1 else ""),
            }


# ------------------------------------------------------------------------------- steps


Pair = tuple[str, str]


def steps(lineage: Lineage, texts: Texts, levels: list[str]) -> Iterator[Step]:
    """Give each release beside the published one before it."""
    base: str | None = None
    for release in lineage.releases:
        if base is not None:
            yield Step(lineage, texts, levels, base, release.release_id)
        if release.is_published:
            base = release.release_id


@dataclass
class Step:
    """A release and the one that it revises."""

    lineage: Lineage
    texts: Texts
    levels: list[str]
    base_id: str
    release_id: str

    def __post_init__(self) -> None:
        """Sort out the skills of both sides."""
        self.old_ids = self.lineage.identities[self.base_id]
        self.new_ids = self.lineage.identities[self.release_id]
        self.old = {one: self.texts.skills[self.base_id, one] for one in self.old_ids}
        self.new = {
            one: self.texts.skills[self.release_id, one] for one in self.new_ids
        }
        self.links = {
            (one, other) for one in self.old_ids for other in self.followers(one)
        }
        self.removed = self.old.keys() - {one for one, _ in self.links}
        self.added = self.new.keys() - {other for _, other in self.links}

    # ---- what is linked

    def followers(self, skill: str) -> set[str]:
        """Find what became of an old skill."""
        here = {identity: name for name, identity in self.new_ids.items()}
        start = self.old_ids[skill]
        if start in here:
            return {here[start]}
        found, waiting, seen = set[str](), [start], {start}
        while waiting:
            place = waiting.pop()
            for step in self.lineage.steps:
                following = step[1]
                if step[0] != place or following in seen:
                    continue
                if not self.lineage.places(step):
                    continue
                seen.add(following)
                if following in here:
                    found.add(here[following])
                elif following in self.only_drafted:
                    waiting.append(following)
        return found

    @cached_property
    def only_drafted(self) -> set[Identity]:
        """What no published release has."""
        published, drafted = set[Identity](), set[Identity]()
        for release in self.lineage.releases:
            side = published if release.is_published else drafted
            side.update(self.lineage.identities[release.release_id].values())
        return drafted - published

    def stated(self, pair: Pair, is_succession: bool = True) -> list[Link]:
        """List the rows of the lineage about two skills, the weightiest first."""
        order = self.lineage.order
        found = [
            link
            for link in self.lineage.links
            if link.is_succession == is_succession
            and self.lineage.identities[link.from_release].get(link.from_skill)
            == self.old_ids[pair[0]]
            and self.lineage.identities[link.to_release].get(link.to_skill)
            == self.new_ids[pair[1]]
        ]
        return sorted(
            found,
            key=lambda link: (
                link.to_release != self.release_id,
                -order[link.to_release],
                -order[link.from_release],
            ),
        )

    def note(self, pair: Pair) -> str | None:
        """Give the first note that a row about the two has."""
        for row in self.stated(pair):
            key = (row.from_release, row.from_skill, row.to_release, row.to_skill)
            if self.texts.notes[key]:
                return self.texts.notes[key]
        return None

    def link(self, pair: Pair) -> str:
        """Tell whether linked skills are one, or part and whole."""
        if sum(one == pair[0] for one, _ in self.links) > 1:
            return "split"
        if sum(other == pair[1] for _, other in self.links) > 1:
            return "merged"
        is_part = any(row.association == "isPartOf" for row in self.stated(pair))
        return "merged" if is_part else "same"

    # ---- how alike two skills are

    @cached_property
    def counts(self) -> Counter[str]:
        """Count the skills of both releases that have a word."""
        return Counter(
            word
            for skill in (*self.old.values(), *self.new.values())
            for word in skill.words
        )

    def weight(self, some: Iterable[str]) -> int:
        """Weigh words: the fewer skills have one, the more it weighs."""
        everything = len(self.old) + len(self.new)
        return sum(
            math.floor(1000 * math.log(1 + everything / self.counts[word]) + 0.5)
            for word in some
        )

    def likeness(self, some: set[str], others: set[str]) -> float:
        """Weigh what two sets of words share against all of theirs."""
        return self.share(some & others, some | others)

    def share(self, some: set[str], everything: set[str]) -> float:
        """Weigh some words against all; nothing of nothing is all of it."""
        return self.weight(some) / self.weight(everything) if everything else 1.0

    def similarity(self, pair: Pair) -> float:
        """Give the mean likeness of names and texts, or of the names alone."""
        old, new = self.old[pair[0]], self.new[pair[1]]
        likeness = self.likeness(old.name_words, new.name_words)
        if old.text_words and new.text_words:
            likeness = (likeness + self.likeness(old.text_words, new.text_words)) / 2
        return rounded(likeness)

    def shares(self, pair: Pair) -> tuple[float, float]:
        """How much of the old skill is in the new one, and the other way round."""
        old, new = self.old[pair[0]].words, self.new[pair[1]].words
        return rounded(self.share(old & new, old)), rounded(self.share(old & new, new))

    # ---- what may belong together

    @cached_property
    def edited(self) -> set[Pair]:
        """The linked pairs that are one skill and say something else now."""
        return {
            pair
            for pair in self.links
            if self.link(pair) == "same"
            and self.old[pair[0]].said() != self.new[pair[1]].said()
        }

    def candidates(self, olds: Iterable[str], news: Iterable[str]) -> list[Pair]:
        """List the pairs that share a rare word, and that nobody refused."""
        return [
            (one, other)
            for one in sorted(olds)
            for other in sorted(news)
            if any(
                self.counts[word] <= RARE
                for word in self.old[one].words & self.new[other].words
            )
            and not self.stated_otherwise((one, other))
        ]

    def stated_otherwise(self, pair: Pair) -> bool:
        """Whether the lineage says that the two are related, and no more."""
        return bool(self.stated(pair, is_succession=False))

    def have_texts(self, pair: Pair) -> bool:
        """Whether both skills say more than their name."""
        return bool(self.old[pair[0]].text_words and self.new[pair[1]].text_words)

    def best(self, pairs: list[Pair]) -> set[Pair]:
        """Of pairs, those of which each side is the other's best, and alike enough."""
        first_new: dict[str, Pair] = {}
        first_old: dict[str, Pair] = {}
        for pair in sorted(pairs, key=lambda pair: (-self.similarity(pair), pair)):
            first_new.setdefault(pair[0], pair)
            first_old.setdefault(pair[1], pair)
        mutual = set(first_new.values()) & set(first_old.values())
        return {pair for pair in mutual if self.similarity(pair) >= ALIKE}

    def parted(self, pairs: list[Pair], side: int) -> set[Pair]:
        """Find the pairs of part and whole of which the whole has several parts.

        Args:
            pairs: part and whole, the old skill first.
            side: 0 when the old skill is the part, 1 when the new one is.
        """
        best: dict[str, tuple[object, Pair]] = {}
        for pair in pairs:
            share = self.shares(pair)[side]
            if share >= CONTAINED and self.have_texts(pair):
                order = (-share, -self.similarity(pair), pair[1 - side])
                if pair[side] not in best or order < best[pair[side]][0]:
                    best[pair[side]] = (order, pair)
        chosen = [pair for _, pair in best.values()]
        parts = Counter(pair[1 - side] for pair in chosen)
        return {pair for pair in chosen if parts[pair[1 - side]] > 1}

    def proposals(self) -> dict[Pair, str]:
        """Find what nobody linked and may belong together."""
        alike = self.best(self.candidates(self.removed, self.added))
        whole = {pair for pair in alike if min(self.shares(pair)) >= WHOLE}
        settled_old = {one for one, _ in whole}
        settled_new = {other for _, other in whole}
        olds = (self.removed | {one for one, _ in self.edited}) - settled_old
        news = (self.added | {other for _, other in self.edited}) - settled_new
        split = self.parted(self.candidates(olds, self.added - settled_new), 1)
        merged = self.parted(self.candidates(self.removed - settled_old, news), 0)
        parted = split | merged
        found = dict.fromkeys(merged, "merged") | dict.fromkeys(split, "split")
        for pair in alike:
            if not any(pair[0] == one or pair[1] == other for one, other in parted):
                found[pair] = "same"
        return found

    # ---- the rows

    def rows(self) -> Iterator[Row]:
        """The rows of rpt_release_changes about this step."""
        for pair in self.links:
            is_id = pair[0] == pair[1] and not self.stated(pair)
            basis = "id" if is_id else "lineage"
            yield self.row(pair, self.link(pair), basis, self.note(pair))
        for pair, link in self.proposals().items():
            yield self.row(pair, link, "similarity", None)
        for one in self.removed:
            yield self.lone_row(one, None, "removed")
        for other in self.added:
            yield self.lone_row(None, other, "added")

    def lone_row(self, one: str | None, other: str | None, change: str) -> Row:
        """One row about a skill without a counterpart."""
        old = self.old[one] if one else None
        new = self.new[other] if other else None
        return {
            "base_release_id": self.base_id,
            "release_id": self.release_id,
            "from_skill_id": one,
            "to_skill_id": other,
            "from_skill_name": old.name if old else None,
            "to_skill_name": new.name if new else None,
            "from_place": old.place_names if old else None,
            "to_place": new.place_names if new else None,
            "change": change,
            "basis": "id",
            "levels_added": None,
            "levels_lost": None,
            "levels_reworded": None,
            "note": None,
            "score": None,
            "is_confirmed": True,
            "is_moved": False,
            "is_renamed": False,
            "is_reworded": False,
        }

    def level_changes(self, pair: Pair) -> dict[str, str]:
        """Tell what became of each level that changed, the lowest level first."""
        old, new = self.old[pair[0]].said()[1], self.new[pair[1]].said()[1]
        found = {}
        for level in self.levels:
            if level in new and level not in old:
                found[level] = "added"
            elif level in old and level not in new:
                found[level] = "lost"
            elif level in old and old[level] != new[level]:
                found[level] = "reworded"
        return found

    def row(self, pair: Pair, link: str, basis: str, note: str | None) -> Row:
        """One row about two skills."""
        old, new = self.old[pair[0]], self.new[pair[1]]
        levels = self.level_changes(pair)

        def listed(change: str) -> str | None:
            return ", ".join(one for one in levels if levels[one] == change) or None

        is_moved = old.place != new.place
        is_renamed = plain(old.name) != plain(new.name)
        is_reworded = old.said()[0] != new.said()[0] or "reworded" in levels.values()
        changes = {
            link: link != "same",
            "moved": is_moved,
            "renamed": is_renamed,
            "level_lost": "lost" in levels.values(),
            "level_added": "added" in levels.values(),
            "reworded": is_reworded,
            "unchanged": True,
        }
        scores = {"split": self.shares(pair)[1], "merged": self.shares(pair)[0]}
        return {
            **self.lone_row(
                *pair, next(name for name, holds in changes.items() if holds)
            ),
            "basis": basis,
            "levels_added": listed("added"),
            "levels_lost": listed("lost"),
            "levels_reworded": listed("reworded"),
            "note": note,
            "score": scores.get(link, self.similarity(pair)),
            "is_confirmed": basis != "similarity",
            "is_moved": is_moved,
            "is_renamed": is_renamed,
            "is_reworded": is_reworded,
        }


# -------------------------------------------------------------------- who is affected


def reassessments(
    marts: Marts, framework_id: str, step: Step, row: Row
) -> Iterator[Row]:
    """The rows of rpt_reassessment_worklist about one change."""
    release = marts.known.releases[framework_id, step.release_id]
    is_out = release.released_on is not None and release.released_on <= marts.as_of
    if row["change"] == "added" or not row["is_confirmed"]:
        return
    if release.is_published and not is_out:
        return
    lineage, order = step.lineage, step.lineage.order
    if not release.is_published and any(
        order[step.release_id] < order[each.release_id]
        for each in marts.known.in_force(marts.as_of)
        if each.framework_id == framework_id
    ):
        return
    old_id, new_id = row["from_skill_id"], row["to_skill_id"]
    old = step.old[str(old_id)]
    new = step.new[str(new_id)] if new_id else None
    origin = lineage.origins[step.old_ids[str(old_id)]]
    new_origin = lineage.origins[step.new_ids[str(new_id)]] if new_id else None
    for person_id in sorted({each.person_id for each in marts.running}):
        earlier, is_reassessed = [], False
        for rating in marts.ratings:
            if (rating.person_id, rating.framework_id) != (person_id, framework_id):
                continue
            if not is_current(rating, marts.as_of):
                continue
            identity = lineage.identities[rating.release_id][rating.skill_id]
            is_before = order[rating.release_id] < order[step.release_id]
            if is_before and lineage.origins[identity] == origin:
                earlier.append(rating)
            if not is_before and lineage.origins[identity] == new_origin:
                is_reassessed = True
        held = choose(earlier, marts.as_of, marts.policy.level_rule)
        if held is None or is_reassessed:
            continue
        before = old.levels.get(held.level)
        after = new.levels.get(held.level) if new else None
        reason = why(str(row["change"]), before, after)
        if reason is None:
            continue
        yield {
            "release_id": step.release_id,
            "person_id": person_id,
            "full_name": marts.workforce.people[person_id],
            "from_skill_id": old_id,
            "to_skill_id": new_id,
            "from_skill_name": old.name,
            "to_skill_name": new.name if new else None,
            "assessment_id": held.assessment_id,
            "level": held.level,
            "level_rank": held.rank,
            "reason": reason,
            "from_text": "\n".join(before) if before else None,
            "to_text": "\n".join(after) if after else None,
            "assessed_on": held.assessed_on,
            "expires_on": held.expires_on,
        }


def why(change: str, before: list[str] | None, after: list[str] | None) -> str | None:
    """Tell why a rating is touched by a change, from what the level said and says."""
    if change in {"removed", "split", "merged"}:
        return change
    if before and not after:
        return "level_lost"
    if before and after and said(before) != said(after):
        return "reworded"
    return None


def said(texts: list[str]) -> list[str]:
    """What the descriptors of a level say, in no order."""
    return sorted(plain(text) for text in texts)


def rounded(share: float) -> float:
    """Round to four places, halves up."""
    return math.floor(share * 10000 + 0.5) / 10000

"""Many small frameworks with histories of all kinds, and ratings, as one export.

What the same seed makes is the same, so that a test that fails fails again.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from competency_warehouse.contract import EXPORT_TABLES
from warehouse import write_records

LEVELS = ("low", "mid", "high")
PLACES = (("one", "north"), ("one", "south"), ("two", "north"))
POOL = (
    *("apple", "bread", "cheese", "date", "egg", "fig", "grape", "honey", "ice", "jam"),
    *("kale", "lemon", "mango", "nut", "oat", "pear", "quince", "rice", "salt", "tea"),
    *("udon", "vanilla", "wheat", "yam", "zest", "C++", "C#", "née", "o'clock"),
)
SUCCESSIONS = ("exactMatchOf", "replacedBy", "replacedBy", "isPartOf")
REFUSALS = ("isRelatedTo", "isPeerOf")
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2025, 12, 31)

Records = dict[str, list[dict[str, str]]]


@dataclass
class Skill:
    """A skill of a release, and the skills of its predecessors that it came of."""

    place: tuple[str, str]
    slug: str
    name: str
    description: str
    levels: dict[str, list[str]]
    came_from: tuple[str, ...] = ()

    @property
    def skill_id(self) -> str:
        """The path of slugs."""
        return "/".join((*self.place, self.slug))

    def again(self, **changes: object) -> Skill:
        """The skill in the next release, with some changes."""
        values = {
            **vars(self),
            "levels": {level: [*texts] for level, texts in self.levels.items()},
            "came_from": (self.skill_id,),
            **changes,
        }
        return Skill(**values)  # type: ignore[arg-type]


@dataclass
class Release:
    """A release, its day and its skills."""

    release_id: str
    status: str
    released_on: str
    skills: list[Skill]


@dataclass
class History:
    """The releases of one framework, made one after another."""

    chance: random.Random
    framework_id: str
    releases: list[Release] = field(default_factory=list)
    lineage: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    count: int = 0

    # ---- words

    def some(self, least: int, most: int) -> str:
        """Some words."""
        number = self.chance.randint(least, most)
        return " ".join(self.chance.choice(POOL) for _ in range(number))

    def new_skill(self) -> Skill:
        """A skill that nothing leads to."""
        self.count += 1
        levels = {
            level: [self.some(4, 9) for _ in range(self.chance.randint(1, 2))]
            for level in LEVELS
            if self.chance.random() < 0.85
        }
        return Skill(
            self.chance.choice(PLACES),
            f"skill-{self.count}",
            self.some(1, 3).title(),
            self.some(3, 8) if self.chance.random() < 0.5 else "",
            levels if self.chance.random() < 0.9 else {},
        )

    def edited(self, text: str) -> str:
        """A text of which some words are others, or only the punctuation is."""
        if self.chance.random() < 0.3:
            return f"{text.upper()}!"
        return " ".join(
            self.chance.choice(POOL) if self.chance.random() < 0.3 else word
            for word in text.split()
        )

    # ---- releases

    def make(self) -> None:
        """Make the releases and what links them."""
        skills = [self.new_skill() for _ in range(self.chance.randint(2, 5))]
        day = date(2022, 6, 1) + timedelta(days=self.chance.randint(0, 300))
        for number in range(self.chance.randint(2, 6)):
            is_published = self.chance.random() < 0.65
            is_undated = not is_published and self.chance.random() < 0.3
            release = Release(
                f"r{number}",
                "published" if is_published else "draft",
                "" if is_undated else day.isoformat(),
                [] if number else skills,
            )
            base = self.base()
            if number:
                release.skills = list(self.revised(self.start()))
            self.releases.append(release)
            if base:
                self.link(base, release)
            if self.chance.random() > 0.15:
                day += timedelta(days=self.chance.randint(20, 400))
        for _ in range(self.chance.randint(0, 2)):
            self.link_at_random()

    def base(self) -> Release | None:
        """The last published release so far."""
        published = [one for one in self.releases if one.status == "published"]
        return published[-1] if published else None

    def start(self) -> Release:
        """What the next release is made from: the last one, draft or not."""
        if self.chance.random() < 0.4:
            return self.releases[-1]
        return self.base() or self.releases[-1]

    def revised(self, start: Release) -> Iterable[Skill]:
        """The skills of the next release."""
        skills = [skill.again() for skill in start.skills]
        found: dict[str, Skill] = {}
        while skills:
            skill = skills.pop()
            for one in self.changed(skill, skills):
                found.setdefault(one.skill_id, one)
        while self.chance.random() < 0.35 or not found:
            one = self.new_skill()
            old = self.chance.choice(self.chance.choice(self.releases).skills)
            if self.chance.random() < 0.3:
                one = one.again(place=old.place, slug=old.slug, came_from=())
            found.setdefault(one.skill_id, one)
        return found.values()

    def changed(self, skill: Skill, others: list[Skill]) -> list[Skill]:
        """What becomes of a skill."""
        self.count += 1
        slug = f"skill-{self.count}"
        what = self.chance.choices(
            ("same", "edited", "described", "renamed", "new id", "moved", "split"),
            (35, 15, 5, 5, 10, 8, 8),
        )[0]
        if self.chance.random() < 0.14:
            what = "merged" if others and self.chance.random() < 0.6 else "removed"
        if what == "edited":
            self.edit(skill)
        changes: dict[str, object] = {
            "described": {"description": self.edited(skill.description or "tea")},
            "renamed": {"name": self.edited(skill.name)},
            "new id": {"name": self.edited(skill.name), "slug": slug},
            "moved": {"place": self.chance.choice(PLACES)},
        }.get(what, {})
        if what == "split":
            return self.parts(skill, slug)
        if what == "merged":
            return self.merged(skill, others.pop(), slug)
        changed = skill.again(**changes, came_from=skill.came_from)
        return [] if what == "removed" else [changed]

    def edit(self, skill: Skill) -> None:
        """Let a level of a skill say something else, appear or disappear."""
        level = self.chance.choice(LEVELS)
        if level in skill.levels and self.chance.random() < 0.5:
            del skill.levels[level]
        else:
            texts = skill.levels.get(level) or [self.some(4, 8)]
            skill.levels[level] = [self.edited(text) for text in reversed(texts)]

    def parts(self, skill: Skill, slug: str) -> list[Skill]:
        """Two parts of a skill, the first perhaps under its own id."""
        halves = []
        for half in (0, 1):
            levels = {
                level: [" ".join(text.split()[half::2]) for text in texts]
                for level, texts in skill.levels.items()
            }
            own = skill.slug if not half and self.chance.random() < 0.3 else None
            halves.append(
                skill.again(
                    slug=own or f"{slug}-{half}",
                    name=self.edited(skill.name),
                    levels=levels,
                    came_from=skill.came_from,
                )
            )
        return halves

    def merged(self, skill: Skill, other: Skill, slug: str) -> list[Skill]:
        """Two skills in one, perhaps under the id of the first."""
        levels = {
            level: skill.levels.get(level, []) + other.levels.get(level, [])
            for level in LEVELS
            if level in skill.levels or level in other.levels
        }
        return [
            skill.again(
                slug=skill.slug if self.chance.random() < 0.3 else slug,
                levels=levels,
                came_from=skill.came_from + other.came_from,
            )
        ]

    # ---- lineage

    def link(self, base: Release, release: Release) -> None:
        """Write down what came of what, mostly, and sometimes the contrary."""
        olds = {skill.skill_id for skill in base.skills}
        for skill in release.skills:
            for old in skill.came_from:
                draw = self.chance.random()
                if old in olds and (old != skill.skill_id or draw < 0.1):
                    words = SUCCESSIONS if draw < 0.55 else REFUSALS
                    if draw < 0.65:
                        self.add(base, old, release, skill.skill_id, words)

    def link_at_random(self) -> None:
        """Write down that some skill came of some skill of an earlier release."""
        pairs = [
            (one, other)
            for place, one in enumerate(self.releases)
            for other in self.releases[place + 1 :]
            if other.status == "published" or one.status == "published"
            if one.released_on and (other.released_on or "9999") >= one.released_on
        ]
        if pairs:
            one, other = self.chance.choice(pairs)
            old, new = self.chance.choice(one.skills), self.chance.choice(other.skills)
            words = (*SUCCESSIONS, *REFUSALS)
            self.add(one, old.skill_id, other, new.skill_id, words)

    def add(
        self, one: Release, old: str, other: Release, new: str, words: tuple[str, ...]
    ) -> None:
        """Add a row of the lineage."""
        key = (one.release_id, old, other.release_id, new)
        self.lineage.setdefault(key, self.chance.choice(words))

    # ---- records

    def records(self) -> Records:
        """The records of the framework tables."""
        records: Records = {name: [] for name in EXPORT_TABLES}

        def add(table: str, **cells: object) -> None:
            texts = {name: str(value) for name, value in cells.items()}
            records[table].append({"framework_id": self.framework_id, **texts})

        for rank, level in enumerate(LEVELS, 1):
            add("framework_levels", level=level, level_rank=rank, level_name=level)
        for release in self.releases:
            about = {"release_id": release.release_id}
            add(
                "framework_releases",
                **about,
                released_on=release.released_on,
                status=release.status,
                title=self.framework_id,
            )
            # That skills come and go is what these histories are for.
            add(
                "finding_exceptions",
                **about,
                rule="release_collapsed",
                reason="Made at random",
                granted_on="2020-01-01",
            )
            outline: dict[str, tuple[str, str, str]] = {}
            for domain, subdomain in PLACES:
                outline[domain] = ("domain", "", domain.title())
                path = f"{domain}/{subdomain}"
                outline[path] = ("subdomain", domain, subdomain.title())
            for position, (node_id, node) in enumerate(outline.items(), 1):
                names = ("node_type", "parent_id", "name")
                cells = dict(zip(names, node, strict=True))
                add(
                    "framework_outline",
                    **about,
                    **cells,
                    node_id=node_id,
                    position=position,
                )
            for position, skill in enumerate(release.skills, 1):
                add(
                    "framework_outline",
                    **about,
                    node_type="skill",
                    node_id=skill.skill_id,
                    parent_id="/".join(skill.place),
                    position=position,
                    name=skill.name,
                    description=skill.description,
                )
                for level, texts in skill.levels.items():
                    for place, text in enumerate(texts, 1):
                        add(
                            "framework_descriptors",
                            **about,
                            skill_id=skill.skill_id,
                            level=level,
                            position=place,
                            descriptor=text,
                        )
        for key, association in self.lineage.items():
            ends = ("from_release_id", "from_skill_id", "to_release_id", "to_skill_id")
            note = self.some(2, 3) if self.chance.random() < 0.5 else ""
            cells = dict(zip(ends, key, strict=True))
            add("framework_lineage", **cells, association=association, note=note)
        return records


def write_random_frameworks(folder: Path, frameworks: int, seed: int) -> Path:
    """Write an export of random frameworks, and of ratings against all of them.

    Args:
        folder: the export folder, made new.
        frameworks: how many frameworks.
        seed: the same gives the same.

    Returns:
        The folder.
    """
    chance = random.Random(seed)
    records: Records = {name: [] for name in EXPORT_TABLES}
    for number in range(frameworks):
        history = History(chance, f"framework_{number:03}")
        history.make()
        for name, rows in history.records().items():
            records[name] += rows
        records["assessments"] += ratings(chance, history)
        records["role_requirements"] += requirements(chance, history)
    add_workforce(records)
    folder.mkdir(parents=True)
    for name, rows in records.items():
        write_records(folder / f"{name}.csv", rows)
    return folder


def ratings(chance: random.Random, history: History) -> Iterable[dict[str, str]]:
    """Ratings of few people in few skills, so that they meet."""
    people = chance.sample(range(1, 9), 2)
    for number in range(chance.randint(4, 16)):
        release = chance.choice(history.releases)
        days = (LAST_DAY - FIRST_DAY).days
        day = FIRST_DAY + timedelta(days=chance.randint(days // 3, days))
        is_stated = release.status == "draft" or chance.random() < 0.7
        if release.status == "draft" and chance.random() < 0.6:
            continue
        yield {
            "assessment_id": f"{history.framework_id}_{number:02}",
            "person_id": f"person_{chance.choice(people):04}",
            "framework_id": history.framework_id,
            "release_id": release.release_id if is_stated else "",
            "skill_id": chance.choice(release.skills).skill_id,
            "level": chance.choice(("none", *LEVELS, *LEVELS)),
            "assessor_type": chance.choice(("self", "peer", "manager", "assessor")),
            "assessor_id": "",
            "assessed_on": day.isoformat(),
            "recorded_at": f"{day} 08:00:00",
            "verification": chance.choice(("claimed",) * 5 + ("revoked",)),
        }


def requirements(chance: random.Random, history: History) -> Iterable[dict[str, str]]:
    """One requirement, of any skill that there ever was."""
    skill = chance.choice(chance.choice(history.releases).skills)
    yield {
        "role_id": "role",
        "framework_id": history.framework_id,
        "skill_id": skill.skill_id,
        "required_level": chance.choice(LEVELS),
        "importance": "essential",
    }


def add_workforce(records: Records) -> None:
    """Eight people, of whom two have left."""
    records["teams"] = [{"team_id": "team", "team_name": "Team"}]
    records["roles"] = [{"role_id": "role", "role_name": "Role"}]
    for number in range(1, 9):
        person_id = f"person_{number:04}"
        name = f"Example Person {number}"
        records["people"].append({"person_id": person_id, "full_name": name})
        records["assignments"].append(
            {
                "person_id": person_id,
                "team_id": "team",
                "role_id": "role",
                "started_on": "2020-01-01",
                "ended_on": "2025-06-30" if number > 6 else "",
            }
        )

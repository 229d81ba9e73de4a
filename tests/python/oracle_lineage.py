"""Which skill counts for which: rule 6 of the design in plain Python.

Written from the rule and docs/decisions/0007, to be compared with the SQL: a graph of
skills in releases, walked step by step. It needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

SUCCESSIONS = {"exactMatchOf", "replacedBy", "isPartOf"}


@dataclass(frozen=True)
class Dated:
    """One release of a framework and the skills that it has."""

    release_id: str
    is_published: bool
    skills: frozenset[str]


@dataclass(frozen=True)
class Link:
    """One row of the lineage."""

    from_release: str
    from_skill: str
    to_release: str
    to_skill: str
    association: str

    @property
    def is_succession(self) -> bool:
        """Whether the row says that one skill follows another."""
        return self.association in SUCCESSIONS


# A skill, and the releases at which lineage says that it became another one.
Identity = tuple[str, frozenset[str]]
Step = tuple[Identity, Identity]


class Lineage:
    """The releases of one framework, oldest first, and how skills follow each other."""

    def __init__(self, releases: Iterable[Dated], links: Iterable[Link]) -> None:
        """Sort out which releases there are and what links them."""
        self.releases = list(releases)
        self.links = list(links)
        self.by_id = {release.release_id: release for release in self.releases}
        self.order = {r.release_id: n for n, r in enumerate(self.releases)}

    def breaks(self, skill: str) -> set[str]:
        """Find the releases at which a skill is no longer what it was."""
        found = {
            link.to_release
            for link in self.links
            if (link.is_succession and skill in {link.from_skill, link.to_skill})
            or link.from_skill == link.to_skill == skill
        }
        return {
            release_id
            for release_id in found
            if any(
                skill in release.skills and release.is_published
                for release in self.releases[: self.order[release_id]]
            )
        }

    def identity(self, release_id: str, skill: str) -> Identity:
        """Tell which skill an id means in a release."""
        return skill, frozenset(
            broken
            for broken in self.breaks(skill)
            if broken == release_id
            or (
                self.by_id[broken].is_published
                and self.order[broken] <= self.order[release_id]
            )
        )

    @cached_property
    def identities(self) -> dict[str, dict[str, Identity]]:
        """Every release's skills, and which ones they are."""
        return {
            release.release_id: {
                skill: self.identity(release.release_id, skill)
                for skill in release.skills
            }
            for release in self.releases
        }

    @cached_property
    def steps(self) -> dict[Step, bool]:
        """Every skill and its successors, and whether it is a part of them."""
        steps: dict[Step, bool] = {}

        def add(link: Link, from_skill: str, to_skill: str, is_part: bool) -> None:
            one = self.identities[link.from_release].get(from_skill)
            other = self.identities[link.to_release].get(to_skill)
            if one and other and one != other:
                steps[one, other] = is_part or steps.get((one, other), False)

        for link in self.links:
            if link.is_succession:
                is_part = link.association == "isPartOf"
                add(link, link.from_skill, link.to_skill, is_part)
            for skill in {link.from_skill, link.to_skill}:
                if link.is_succession and self.stays(link, skill):
                    add(link, skill, skill, False)
        return steps

    def stays(self, between: Link, skill: str) -> bool:
        """Whether a skill follows itself between the two releases of a link."""
        return not any(
            skill in {link.from_skill, link.to_skill}
            and (
                (
                    link.association == "exactMatchOf"
                    and link.from_skill != link.to_skill
                )
                or (not link.is_succession and link.from_skill == link.to_skill)
            )
            for link in self.links
            if link.from_release == between.from_release
            and link.to_release == between.to_release
        )

    def places(self, step: Step) -> list[Dated]:
        """List the releases that have the successor and no longer the predecessor."""
        return [
            release
            for release in self.releases
            if step[1] in self.identities[release.release_id].values()
            and step[0] not in self.identities[release.release_id].values()
        ]

    def is_published(self, step: Step) -> bool:
        """Whether a published release took the step."""
        return any(release.is_published for release in self.places(step))

    def is_one_to_one(self, step: Step) -> bool:
        """Whether a step is a new name or place, and no split or merge."""
        if self.steps[step] or not self.places(step):
            return False
        if any({*step} <= {*skills.values()} for skills in self.identities.values()):
            return False
        before = [other for other in self.steps if other[1] == step[1]]
        after = [other for other in self.steps if other[0] == step[0]]
        if self.is_published(step):
            published = [*filter(self.is_published, before + after)]
            return published == [step, step]
        here = self.places(step)
        beside = [
            other
            for other in after
            if other != step and any(place in here for place in self.places(other))
        ]
        return not beside and [*filter(self.places, before)] == [step]

    @cached_property
    def origins(self) -> dict[Identity, Identity]:
        """Where each skill came from, one to one."""
        came_from = {
            step[1]: step[0] for step in self.steps if self.is_one_to_one(step)
        }
        origins = {}
        for skills in self.identities.values():
            for identity in skills.values():
                origin = identity
                while origin in came_from:
                    origin = came_from[origin]
                origins[identity] = origin
        return origins

    def counted(
        self, release_id: str, skill: str, in_force: str | None
    ) -> tuple[str, set[str]]:
        """Tell what became of a skill, and for which skills in force it counts."""
        if in_force is None:
            return "retired", set()
        here = self.identities[release_id][skill]
        targets = {one: name for name, one in self.identities[in_force].items()}
        whole = {
            name
            for one, name in targets.items()
            if self.origins[one] == self.origins[here]
        }
        if whole:
            return ("same" if whole == {skill} else "carried"), whole
        steps = [step for step in self.steps if self.places(step)]
        backwards = [(new, old) for old, new in steps]
        for way in (steps, backwards):
            parts = self._reached(here, way, targets)
            if parts:
                return "provisional", parts
        return "retired", set()

    @staticmethod
    def _reached(
        start: Identity, steps: list[Step], targets: dict[Identity, str]
    ) -> set[str]:
        """Walk on from a skill until the release in force is reached."""
        waiting, seen, found = [start], {start}, set[str]()
        while waiting:
            here = waiting.pop()
            for one, other in steps:
                if one == here and other not in seen:
                    seen.add(other)
                    if other in targets:
                        found.add(targets[other])
                    else:
                        waiting.append(other)
        return found

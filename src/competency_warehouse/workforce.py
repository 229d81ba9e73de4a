"""The workforce of an export folder, and what is added to it or folded into it.

A folder keeps history: dated assignments. An HR system mostly tells today's state only;
:func:`fold` turns such a state into what ended and what began since the last one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from competency_warehouse.column_map import folded
from competency_warehouse.framework import slug

Row = tuple[str, ...]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Assignment:
    """Who is where, as what, from when till when; days are ISO texts, empty: open."""

    person_id: str
    team_id: str
    role_id: str
    manager_id: str = ""
    started_on: str = ""
    ended_on: str = ""
    fte: str = ""

    @property
    def place(self) -> Row:
        """The person, team and role."""
        return self.person_id, self.team_id, self.role_id

    @property
    def key(self) -> Row:
        """What tells one record from another."""
        return (*self.place, self.started_on)

    def runs_on(self, day: str) -> bool:
        """Whether the day is one of its days."""
        return self.started_on <= day and (not self.ended_on or day <= self.ended_on)

    def row(self) -> Row:
        """The columns of the contract."""
        return (
            *self.place,
            self.manager_id,
            self.started_on,
            self.ended_on,
            self.fte,
        )


class Register:
    """Things with an id and a name: teams, roles or people.

    Attributes:
        rows: the columns of each, by id.
        added: ids that were added.
        changed: ids of which something was changed.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows of the folder; the first column is the id."""
        self.rows: dict[str, list[str]] = {}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_id: dict[str, str] = {}
        self.added: list[str] = []
        self.changed: set[str] = set()
        for identifier, *others in rows:
            self._put(identifier, others)

    def _put(self, identifier: str, others: list[str]) -> None:
        self.rows[identifier] = others
        self.by_id.setdefault(folded(identifier), identifier)
        self.by_name[folded(others[0])].add(identifier)

    def find(self, text: str) -> set[str]:
        """The ids that a text may mean: the one, or those of the name."""
        if found := self.by_id.get(folded(text)):
            return {found}
        return self.by_name.get(folded(text), set()) if text else set()

    def add(self, identifier: str, *others: str) -> str:
        """Add one; its id is made different from others."""
        free, number = identifier, 1
        while folded(free) in self.by_id:
            number += 1
            free = f"{identifier}-{number}"
        self._put(free, list(others))
        self.added.append(free)
        return free

    def withdraw(self, identifier: str) -> None:
        """Take back one that was added, because its row is rejected after all."""
        if identifier in self.added:
            self.added.remove(identifier)
            others = self.rows.pop(identifier)
            del self.by_id[folded(identifier)]
            self.by_name[folded(others[0])].discard(identifier)

    def update(self, identifier: str, *others: str) -> None:
        """Change what is said of one; empty texts change nothing."""
        old = self.rows[identifier]
        new = [text or before for text, before in zip(others, old, strict=True)]
        if new != old:
            self.rows[identifier] = new
            self.by_name[folded(new[0])].add(identifier)
            if identifier not in self.added:
                self.changed.add(identifier)

    def all_rows(self) -> list[Row]:
        """The rows of the table, those of the folder first."""
        return [(identifier, *others) for identifier, others in self.rows.items()]


class People(Register):
    """People, who have an e-mail address too."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows of the folder."""
        self.by_email: dict[str, set[str]] = defaultdict(set)
        super().__init__(rows)

    def _put(self, identifier: str, others: list[str]) -> None:
        super()._put(identifier, others)
        if others[1]:
            self.by_email[folded(others[1])].add(identifier)

    def find(self, text: str) -> set[str]:
        """The ids that a text may mean: of the id, the address, or the name."""
        if found := self.by_id.get(folded(text)):
            return {found}
        return self.by_email.get(folded(text), set()) or super().find(text)

    def told(self, person_id: str, email: str, full_name: str) -> set[str]:
        """Whom a row is about; nobody: it is somebody new."""
        if person_id:
            found = self.by_id.get(folded(person_id))
            return {found} if found else set()
        if email:
            if several := self.by_email.get(folded(email)):
                return several
            # A name alone may be that of somebody with another address.
            return {
                each
                for each in self.by_name.get(folded(full_name), set())
                if full_name and not self.rows[each][1]
            }
        return self.by_name.get(folded(full_name), set()) if full_name else set()


class Teams(Register):
    """Teams, which have a team above them."""

    def path(self, team_id: str) -> str:
        """The names from the top down to a team."""
        names: list[str] = []
        seen: set[str] = set()
        while team_id in self.rows and team_id not in seen:
            seen.add(team_id)
            names.append(self.rows[team_id][0])
            team_id = self.rows[team_id][1]
        return " > ".join(reversed(names))

    def find(self, text: str) -> set[str]:
        """The ids that a text may mean: of the id, the path of names, or the name."""
        if ">" not in text:
            return super().find(text)
        wanted = _path_key(text)
        return {each for each in self.rows if _path_key(self.path(each)) == wanted}

    def place(self, text: str) -> set[str]:
        """As :meth:`find`; where there is none, a team is added, and those above."""
        if found := self.find(text):
            return found
        *above, name = _parts(text) or [text]
        parent = ""
        if above:
            parents = self.place(" > ".join(above))
            if len(parents) != 1:
                return parents
            (parent,) = parents
        prefix = f"{parent}/" if parent else ""
        return {self.add(prefix + (slug(name) or "team"), name, parent)}


def _parts(path: str) -> list[str]:
    """The names of a path, those that are blank left out."""
    return [name for part in path.split(">") if (name := " ".join(part.split()))]


def _path_key(path: str) -> str:
    return ">".join(folded(part) for part in _parts(path))


@dataclass(frozen=True)
class State:
    """What a file says of one day.

    Attributes:
        day: the day.
        assignments: those that run on it; ``started_on`` if the file tells it.
        known: which of ``manager_id`` and ``fte`` the file tells; what it does not
            tell changes nothing.
        spared: people of whom nothing is closed, since a row of theirs was rejected.
    """

    day: date
    assignments: tuple[Assignment, ...]
    known: frozenset[str] = frozenset({"manager_id", "fte"})
    spared: frozenset[str] = frozenset()


@dataclass
class Fold:
    """What a state did to the assignments.

    Attributes:
        assignments: all of them, afterwards.
        opened: how many began.
        closed: how many ended.
        unchanged: how many went on.
    """

    assignments: list[Assignment] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    unchanged: int = 0


def fold(history: Iterable[Assignment], state: State, last: str = "") -> Fold:
    """Fold the state of one day into dated assignments.

    Args:
        history: the assignments of the folder.
        state: what is said of the day.
        last: the day of the last state that was folded in; empty: none was.

    Returns:
        The assignments, in the order of the history, new ones last. On the day, those
        that run are the state, and those of people who were spared.
    """
    today, eve = state.day.isoformat(), (state.day - DAY).isoformat()
    wanted = {each.place: each for each in state.assignments}
    result = Fold()

    def is_same(old: Assignment, new: Assignment) -> bool:
        return all(_same(name, old, new) for name in state.known)

    met: set[Row] = set()
    inherited: dict[Row, Assignment] = {}
    for old in history:
        new = wanted.get(old.place)
        if not old.runs_on(today):
            result.assignments.append(old)
        elif new is not None and old.place not in met and is_same(old, new):
            met.add(old.place)
            result.unchanged += 1
            result.assignments.append(old)
        elif old.person_id in state.spared and new is None:
            result.assignments.append(old)
        else:
            result.closed += 1
            inherited[old.place] = old
            # What began on the very day never was.
            if old.started_on < today:
                result.assignments.append(replace(old, ended_on=eve))
    past = list(result.assignments)
    silent = {"manager_id", "fte"} - state.known
    for place, told in wanted.items():
        if place in met:
            continue
        before = inherited.get(place)
        kept = {name: getattr(before, name) for name in silent} if before else {}
        new = replace(told, **kept)
        result.opened += 1
        reopened = _reopened(result.assignments, new, eve, last == today, is_same)
        if reopened is not None:
            old = result.assignments[reopened]
            result.assignments[reopened] = replace(old, ended_on="")
            continue
        started_on = _start(past, new, today, last)
        result.assignments.append(replace(new, started_on=started_on, ended_on=""))
    return result


def _reopened(
    assignments: list[Assignment],
    new: Assignment,
    eve: str,
    is_again: bool,
    is_same: Callable[[Assignment, Assignment], bool],
) -> int | None:
    """Where the same assignment is that an earlier state of this very day closed."""
    if not is_again:
        return None
    for number, old in enumerate(assignments):
        if old.place == new.place and old.ended_on == eve and is_same(old, new):
            return number
    return None


def _start(
    assignments: Iterable[Assignment], new: Assignment, today: str, last: str
) -> str:
    """The first day of an assignment that a state tells of for the first time.

    What the file says holds where no state and no other assignment of the person
    contradicts it: HR systems often mean the first day in the organisation.
    """
    given = new.started_on
    if not given or given > today or (last and given <= last):
        return today
    for old in assignments:
        is_in_the_way = old.person_id == new.person_id and (
            not old.ended_on or old.ended_on >= given
        )
        if is_in_the_way and old.started_on < today:
            return today
    return given


def _same(name: str, old: Assignment, new: Assignment) -> bool:
    one, two = getattr(old, name), getattr(new, name)
    if name == "fte" and one and two:
        try:
            return float(one) == float(two)
        except ValueError:
            return bool(one == two)
    return bool(one == two)


def findings(
    people: People, assignments: Iterable[Assignment], day: str = ""
) -> dict[str, list[str]]:
    """What should be looked at, by what it is; each with those it is about.

    Args:
        people: the people.
        assignments: the assignments.
        day: the day for which loops are looked for; empty: among what has no end.
    """
    assignments = list(assignments)
    running = [
        each
        for each in assignments
        if (each.runs_on(day) if day else not each.ended_on)
    ]
    placed = {each.person_id for each in assignments}
    found = {
        "management loop": list(_loops(running)),
        "missing manager": sorted(
            {
                f"{each.manager_id} (of {each.person_id})"
                for each in assignments
                if each.manager_id and each.manager_id not in people.rows
            }
        ),
        "overlapping assignments": list(_overlaps(assignments)),
        "duplicate e-mail address": [
            ", ".join(sorted(ids)) for ids in _by_email(people).values() if len(ids) > 1
        ],
        "person without assignment": sorted(set(people.rows) - placed),
    }
    return {what: which for what, which in found.items() if which}


def _by_email(people: People) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for person_id, (_, email) in people.rows.items():
        if email:
            found[folded(email)].add(person_id)
    return found


def _loops(running: Iterable[Assignment]) -> Iterator[str]:
    """The people of each loop, once."""
    above: dict[str, set[str]] = {}
    for each in running:
        if each.manager_id:
            above.setdefault(each.person_id, set()).add(each.manager_id)
    reached: dict[str, set[str]] = {}
    for person, managers in above.items():
        seen: set[str] = set()
        front = list(managers)
        while front:
            here = front.pop()
            if here not in seen:
                seen.add(here)
                front += above.get(here, ())
        reached[person] = seen
    told: set[str] = set()
    for person in sorted(above):
        if person in reached[person] and person not in told:
            loop = {
                other
                for other in reached[person]
                if person in reached.get(other, set())
            }
            told |= loop
            yield ", ".join(sorted(loop))


def _overlaps(assignments: Iterable[Assignment]) -> Iterator[str]:
    by_place: dict[Row, list[Assignment]] = defaultdict(list)
    for each in assignments:
        by_place[each.place].append(each)
    for place, several in by_place.items():
        several.sort(key=lambda each: each.started_on)
        for one, two in pairwise(several):
            if not one.ended_on or two.started_on <= one.ended_on:
                yield f"{' in '.join(place[:2])} as {place[2]} from {two.started_on}"

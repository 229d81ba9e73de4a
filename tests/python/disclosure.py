"""An attacker on the tables of a release: what can be told from rounded counts?

A ``Population`` is made up, and ``publish`` runs the project's own compiled SQL on it.
The attacker knows the rules, the tree of teams, every number of the release, and which
kinds of people there are (their teams and roles); how many of each kind are at which
place of a skill's scale they do not know: these are the whole numbers of a linear
program. A small count is pinned when no solution has another number in its place.

Places are those of ``int_release_cells``: 0 not assessed, 1 stale, 2 none, rank + 2.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from competency_warehouse.pseudonyms import key_blocks

RANKS = (1, 2, 3)
PLACES = range(len(RANKS) + 3)
ROUNDED = 2
"""A rounded number is at most this far from the exact one."""
LEFT_OUT = 4
"""At most so many people are left out of a level in ``rls_person_skills``."""
MOST_PEOPLE = 10_000
SIZE = str(tuple(PLACES))
"""How the name of a count of all people of a group ends."""

MODELS = (
    "marts/core/bridge_team_members",
    "marts/team/rpt_single_points_of_failure",
    "marts/team/rpt_team_coverage",
    "marts/person/rpt_role_gaps",
    "marts/calibration/rpt_rater_agreement",
    "release/blocks/int_release_groups",
    "release/blocks/int_release_pairs",
    "release/blocks/int_release_cells",
    "release/blocks/int_release_cuts",
    "release/blocks/int_release_details",
    "release/rls_team_coverage",
    "release/rls_role_gaps",
    "release/rls_person_skills",
    "release/rls_rater_agreement",
)

Cell = tuple["Kind", int]
Row = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """What the attacker can know of a person: teams (those above too) and roles."""

    teams: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True)
class Person:
    """Someone of a population; without teams they have left.

    Attributes:
        teams: their own teams, not those above.
        roles: their roles.
        places: their place on the scale of each skill.
        pairs: pairs of ratings about them that agree, and that do not.
    """

    teams: tuple[str, ...]
    roles: tuple[str, ...]
    places: tuple[int, ...]
    pairs: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Population:
    """People in a tree of teams.

    Attributes:
        parents: the team above each team.
        required: the rank that each role requires in each skill, by the skill's number.
        people: everyone.
    """

    parents: dict[str, str | None]
    required: dict[str, dict[int, int]]
    people: tuple[Person, ...]

    @property
    def skills(self) -> range:
        """The numbers of the skills."""
        return range(len(self.people[0].places))

    def above(self, team: str) -> list[str]:
        """The team and those above it."""
        path = [team]
        while parent := self.parents[path[-1]]:
            path.append(parent)
        return path

    def kind(self, person: Person) -> Kind:
        """What the attacker can know of the person."""
        return Kind(
            frozenset(above for team in person.teams for above in self.above(team)),
            frozenset(person.roles),
        )

    def cells(self, skill: int) -> Counter[Cell]:
        """How many people of each kind are at each place of a skill."""
        return Counter(
            (self.kind(person), person.places[skill])
            for person in self.people
            if person.teams
        )

    def pair_cells(self) -> Counter[Cell]:
        """How many pairs about each kind of people agree (1) and differ (0)."""
        counts: Counter[Cell] = Counter()
        for person in self.people:
            counts[self.kind(person), 1] += person.pairs[0]
            counts[self.kind(person), 0] += person.pairs[1]
        return counts


@dataclass(frozen=True)
class Known:
    """Something known of a sum of cells.

    Attributes:
        holds: whether a cell is in the sum.
        low: the least that it can be.
        high: the most that it can be.
        division: what it is a part of: teams, roles, or (both) the organisation.
    """

    holds: Callable[[Kind, int], bool]
    low: int
    high: int
    division: str = "both"


# -------------------------------------------------------------------------- release


def publish(population: Population, compiled: Path) -> dict[str, list[Row]]:
    """The rows of each model of ``MODELS``, by the compiled SQL on this population.

    Args:
        population: the people.
        compiled: dbt's folder of compiled models.
    """
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as competency")
        for schema in ("marts", "intermediate", "release"):
            connection.execute(f"create schema competency.{schema}")
        _base_tables(connection, population)
        inner, outer = key_blocks(b"a key of the tests, and no secret")
        connection.execute("set variable pseudonym_inner = $1::blob", [inner])
        connection.execute("set variable pseudonym_outer = $1::blob", [outer])
        rows: dict[str, list[Row]] = {}
        for model in MODELS:
            name = model.rpartition("/")[2]
            schema = {"rls": "release", "int": "intermediate"}.get(name[:3], "marts")
            sql = (compiled / f"{model}.sql").read_text()
            connection.execute(f"create table competency.{schema}.{name} as {sql}")
            cursor = connection.execute(f"from competency.{schema}.{name}")
            names = [column[0] for column in cursor.description]
            rows[name] = [
                dict(zip(names, row, strict=True)) for row in cursor.fetchall()
            ]
        return rows


def _base_tables(connection: duckdb.DuckDBPyConnection, population: Population) -> None:
    """The marts that the release and its parents read, with the columns they read."""

    def table(name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
        schema = "intermediate" if name.startswith("int_") else "marts"
        connection.execute(f"create table competency.{schema}.{name} ({columns})")
        # Values as text: bound one by one they take twenty times as long.
        if values := ", ".join(
            "(" + ", ".join("null" if v is None else repr(v) for v in row) + ")"
            for row in rows
        ):
            connection.sql(f"values {values}").insert_into(
                f"competency.{schema}.{name}"
            )

    people = [(f"p{number}", person) for number, person in enumerate(population.people)]
    table("int_build_passed", "as_of_date date", [("2026-01-01",)])
    table(
        "dim_assignments",
        "person_id text, team_id text, role_id text, is_current boolean",
        (
            (name, team, role, True)
            for name, person in people
            for team in person.teams
            for role in person.roles
        ),
    )
    table("dim_people", "person_id text, full_name text", ((n, n) for n, _ in people))
    table(
        "dim_teams",
        "team_id text, parent_team_id text, team_name text, team_path text",
        ((team, above, team, team) for team, above in population.parents.items()),
    )
    table(
        "bridge_team_ancestors",
        "team_id text, ancestor_team_id text, steps int",
        (
            (team, above, steps)
            for team in population.parents
            for steps, above in enumerate(population.above(team))
        ),
    )
    table(
        "dim_skills",
        "skill_key text, framework_id text, skill_id text, skill_name text,"
        " domain_id text, domain_name text, subdomain_name text, skill_order int,"
        " is_in_force boolean",
        (
            (f"s{skill}", "f", f"s{skill}", f"s{skill}", "d", "d", "d", skill, True)
            for skill in population.skills
        ),
    )
    table(
        "dim_levels",
        "framework_id text, level_key text, level text, level_rank int,"
        " is_declared boolean, is_cover_level boolean",
        (
            ("f", f"l{rank}", f"l{rank}", rank, rank > 0, rank == RANKS[1])
            for rank in (0, *RANKS)
        ),
    )
    table(
        "dim_roles",
        "role_id text, role_name text",
        ((r, r) for r in population.required),
    )
    table(
        "fct_role_requirements",
        "role_id text, skill_key text, required_rank int, required_level text,"
        " importance text, is_in_force boolean",
        (
            (role, f"s{skill}", rank, f"l{rank}", "essential", True)
            for role, ranks in population.required.items()
            for skill, rank in ranks.items()
        ),
    )
    table(
        "fct_person_skills",
        "person_id text, skill_key text, effective_rank int, last_known_rank int,"
        " currency_status text,"
        " effective_level text, last_known_level text, effective_assessor_type text,"
        " effective_verification text, effective_carry_status text,"
        " effective_expires_on date",
        (
            (
                *(name, f"s{skill}"),
                # What a stale rating was is nothing that is counted.
                *(place - 2 if place >= 2 else None,) * 2,
                ("not_assessed", "stale", "current")[min(place, 2)],
                *[None] * 6,
            )
            for name, person in people
            for skill, place in enumerate(person.places)
            # Who was not assessed has a row only where a role requires the skill.
            if place > 0
            or any(skill in population.required[role] for role in person.roles)
        ),
    )
    table(
        "fct_rater_pairs",
        "person_id text, skill_key text, framework_id text, first_assessor_type text,"
        " second_assessor_type text, first_rank int, second_rank int,"
        " rank_difference int, is_comparable boolean",
        (
            (name, "s0", "f", "self", "manager", 1, 1 + differs, -differs, True)
            for name, person in people
            for differs in (0, 1)
            for _ in range(person.pairs[differs])
        ),
    )


def known_of_skill(rows: dict[str, list[Row]], skill: int) -> list[Known]:
    """What a release says about one skill, in all its tables."""
    key = f"s{skill}"
    tops = {
        str(row["group_id"]).removeprefix("team ")
        for row in rows["int_release_groups"]
        if row["whole_id"] == "organisation"
    }
    known: list[Known] = []

    def counted(
        value: object, holds: Callable[[Kind, int], bool], division: str
    ) -> None:
        if isinstance(value, int):
            width = ROUNDED if value else 0
            known.append(Known(holds, value - width, value + width, division))

    for row in rows["rls_team_coverage"]:
        if row["skill_key"] == key:
            team, rank = str(row["team_id"]), int(str(row["level_rank"]))
            for column, places in (
                ("member_count", PLACES),
                ("at_level_count", [rank + 2]),
                ("at_or_above_count", PLACES[rank + 2 :]),
                ("none_count", [2]),
                ("stale_count", [1]),
                ("not_assessed_count", [0]),
            ):
                division = "both" if tops == {team} else "teams"
                counted(row[column], in_team(team, places), division)
    for row in rows["rls_role_gaps"]:
        if row["skill_key"] == key:
            role, rank = str(row["role_id"]), int(str(row["required_rank"]))
            for column, places in (
                ("people_count", PLACES),
                ("met_count", PLACES[rank + 2 :]),
                ("below_count", PLACES[2 : rank + 2]),
                ("stale_count", [1]),
                ("not_assessed_count", [0]),
            ):
                counted(row[column], in_role(role, places), "roles")
    reached = Counter(
        int(str(row["level_rank"]))
        for row in rows["rls_person_skills"]
        if row["skill_key"] == key
    )
    shown = _shown_ranks(rows, key)
    for rank, rows_shown in reached.items():
        (end,) = [*(other for other in shown if other > rank), RANKS[-1] + 1][:1]
        known.append(
            Known(
                in_team(None, range(rank + 2, end + 2)),
                rows_shown,
                rows_shown + LEFT_OUT,
            )
        )
    return known


def _shown_ranks(rows: dict[str, list[Row]], key: str) -> list[int]:
    """The levels of a skill that the organisation's counts show."""
    (detail,) = [
        int(str(row["detail"]))
        for row in rows["int_release_details"]
        if row["whole_id"] == "everyone" and row["subject"] == key
    ] or [0]
    return [
        int(str(row["place"])) - 2
        for row in sorted(rows["int_release_cuts"], key=lambda row: str(row["place"]))
        if row["scale_id"] == "f"
        and int(str(row["place"])) > 2
        and int(str(row["cut_order"])) <= detail
    ]


def known_of_pairs(rows: dict[str, list[Row]]) -> list[Known]:
    """What a release says about agreement."""
    known: list[Known] = []
    for row in rows["rls_rater_agreement"]:
        team = str(row["scope_id"]) if row["scope"] == "team" else None
        pairs = int(str(row["pair_count"]))
        exact = round(float(str(row["exact_share"])) * pairs)
        known.append(Known(in_team(team, (0, 1)), pairs - ROUNDED, pairs + ROUNDED))
        width = ROUNDED if exact else 0
        known.append(Known(in_team(team, (1,)), exact - width, exact + width))
    return known


def unrounded(known: Iterable[Known], state: Counter[Cell]) -> list[Known]:
    """What the attacker would know if the same numbers were shown exactly."""
    exact = []
    for each in known:
        count = sum(number for cell, number in state.items() if each.holds(*cell))
        exact.append(replace(each, low=count, high=count))
    return exact


def in_team(team: str | None, places: Iterable[int]) -> Callable[[Kind, int], bool]:
    """Members of a team (None: everyone) at certain places."""
    wanted = frozenset(places)
    return lambda kind, place: place in wanted and (team is None or team in kind.teams)


def in_team_only(
    team: str, below: frozenset[str], places: Iterable[int]
) -> Callable[[Kind, int], bool]:
    """Members of a team, and of none of the teams below it, at certain places."""
    wanted = frozenset(places)
    return lambda kind, place: (
        place in wanted and team in kind.teams and not below & kind.teams
    )


def in_role(role: str, places: Iterable[int]) -> Callable[[Kind, int], bool]:
    """Holders of a role at certain places."""
    wanted = frozenset(places)
    return lambda kind, place: place in wanted and role in kind.roles


# ------------------------------------------------------------------------- attacker


Counts = list[tuple[str, Callable[[Kind, int], bool]]]


def counts_of(population: Population, places: Sequence[int] = PLACES) -> Counts:
    """Every count of the organisation, of teams, of their own people and of roles."""
    runs = {(place,) for place in places} | {
        tuple(places[first:]) for first in range(len(places))
    }
    groups = [("everyone", None), *((team, team) for team in population.parents)]
    counts = [
        (f"{name} {run}", in_team(team, run)) for name, team in groups for run in runs
    ]
    for team in population.parents:
        below = frozenset(t for t, above in population.parents.items() if above == team)
        counts += [
            (f"only {team} {run}", in_team_only(team, below, run)) for run in runs
        ]
    return counts + [
        (f"{role} {run}", in_role(role, run))
        for role in population.required
        for run in [*runs, *(tuple(places[2:end]) for end in range(3, len(places)))]
    ]


def pinned(
    states: Sequence[Counter[Cell]],
    known: Sequence[Sequence[Known]],
    counts: Counts,
    most_change: int | None = None,
    insider: bool = False,
) -> list[str]:
    """The true counts of 1 to 7 that the attacker can tell exactly.

    Args:
        states: the true cells, of each release that the attacker holds.
        known: what each release says.
        counts: the counts to be told.
        most_change: the most by which the attacker knows that a count of ``counts``
            changed from one release to the next.
        insider: whether the attacker knows how many people of each kind there are.
    """
    kinds = sorted(
        {kind for state in states for kind, _ in state},
        key=lambda kind: (sorted(kind.teams), sorted(kind.roles)),
    )
    places = sorted({place for state in states for _, place in state} | {*PLACES})
    cells = [(kind, place) for kind in kinds for place in places]
    width = len(cells)

    def mask(holds: Callable[[Kind, int], bool], release: int) -> np.ndarray:
        row = np.zeros(width * len(states))
        row[release * width : (release + 1) * width] = [holds(*cell) for cell in cells]
        return row

    rows: list[np.ndarray] = []
    lows: list[float] = []
    highs: list[float] = []

    def bound(row: np.ndarray, low: float, high: float) -> None:
        rows.append(row)
        lows.append(low)
        highs.append(high)

    for release, state in enumerate(states):
        for each in known[release]:
            bound(mask(each.holds, release), each.low, each.high)
        if insider:
            for kind in kinds:
                size = sum(state[kind, place] for place in places)
                bound(mask(lambda k, _, kind=kind: k == kind, release), size, size)
    if most_change is not None:
        for _, holds in counts:
            bound(mask(holds, 1) - mask(holds, 0), -most_change, most_change)

    truth = np.array([state[cell] for state in states for cell in cells], dtype=float)
    for row, low, high in zip(rows, lows, highs, strict=True):
        assert low <= row @ truth <= high, "what is published is not true"
    wanted = {
        f"{name} of release {release}": row
        for release in range(len(states))
        for name, holds in counts
        if 1 <= (row := mask(holds, release)) @ truth <= 7
        # The size of a group is no secret to an insider.
        and not (insider and name.endswith(SIZE))
    }
    constraints = (
        LinearConstraint(coo_array(np.array(rows)), np.array(lows), np.array(highs))
        if rows
        else ()
    )

    def other_world(direction: np.ndarray) -> np.ndarray:
        solved = milp(
            direction,
            constraints=constraints,
            integrality=np.ones_like(truth),
            bounds=Bounds(0, MOST_PEOPLE),
        )
        assert solved.success, solved.message
        return np.rint(solved.x)

    # One other world often clears most counts at once.
    worlds = []
    if wanted:
        together = np.sum([*wanted.values()], axis=0)
        worlds = [other_world(together), other_world(-together)]
    return [
        name
        for name, row in wanted.items()
        if all(row @ world == row @ truth for world in worlds)
        and all(row @ other_world(way * row) == row @ truth for way in (1, -1))
    ]


def naive(population: Population, skill: int) -> list[Known]:
    """A release that blanks 1 to 7, which a blank then says, and rounds the rest."""
    state = population.cells(skill)
    known = []
    for _, holds in counts_of(population):
        count = sum(number for cell, number in state.items() if holds(*cell))
        if count == 0:
            known.append(Known(holds, 0, 0))
        elif count < 8:
            known.append(Known(holds, 1, 7))
        else:
            rounded = (count + 2) // 5 * 5
            known.append(Known(holds, rounded - ROUNDED, rounded + ROUNDED))
    return known


# ----------------------------------------------------------------------- populations


def random_population(chance: random.Random) -> Population:
    """A small organisation with counts near every edge of the rules."""
    parents: dict[str, str | None] = {"top": None}
    if chance.random() < 0.3:
        parents["top_2"] = None
    for number in range(chance.randint(1, 4)):
        parents[f"d{number}"] = chance.choice([*parents])
    for number in range(chance.randint(0, 3)):
        parents[f"t{number}"] = chance.choice([*parents])
    roles = [f"r{number}" for number in range(chance.randint(1, 3))]
    skills = range(2)
    required = {
        role: {skill: chance.choice(RANKS) for skill in skills if chance.random() < 0.8}
        for role in roles
    }
    edges = (0, 0, 0, 1, 2, 5, 7, 8, 9, 10, 12, 13, 17, 20, 24)
    people: list[Person] = []
    overlap = chance.choice([0.0, 0.0, 0.05])
    for team in parents:
        own_role = chance.choice(roles) if chance.random() < 0.5 else None
        places = [
            [
                place
                for place in PLACES
                for _ in range(chance.choice(edges) // chance.choice([1, 1, 2]))
            ]
            for _ in skills
        ]
        size = min(map(len, places))
        for drawn in places:
            chance.shuffle(drawn)
        people += [
            Person(
                teams=(team,)
                if chance.random() >= overlap
                else tuple({team, chance.choice([*parents])}),
                roles=(own_role or chance.choice(roles),)
                if chance.random() >= overlap
                else tuple(roles[:2]),
                places=tuple(drawn[number] for drawn in places),
                pairs=(
                    chance.choice([0, 0, 1, 2, 3]),
                    int(chance.random() < chance.choice([0.05, 0.3])),
                ),
            )
            for number in range(size)
        ]
    people += [Person((), (), (0, 0), (chance.randint(0, 3), 1))] * chance.randint(0, 9)
    if not any(person.teams for person in people):
        return random_population(chance)
    return Population(parents, required, tuple(people))


def a_year_later(population: Population, chance: random.Random) -> Population:
    """The same organisation after up to five people came, went or changed place."""
    people = list(population.people)
    for _ in range(chance.randint(1, 5)):
        number = chance.randrange(len(people))
        change = chance.random()
        if change < 0.2:
            people.append(people[number])
        elif change < 0.4 and len(people) > 1:
            people.pop(number)
        else:
            places = list(people[number].places)
            places[chance.randrange(len(places))] = chance.choice(PLACES)
            people[number] = replace(people[number], places=tuple(places))
    return replace(population, people=tuple(people))

"""No count of 1 to 7 can be told from a release, and no small group be joined out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from disclosure import (
    MODELS,
    Person,
    Population,
    Row,
    a_year_later,
    counts_of,
    known_of_pairs,
    known_of_skill,
    naive,
    pinned,
    publish,
    random_population,
    unrounded,
)
from warehouse import Build

FEWEST = 10
COUNTED = ("rls_team_coverage", "rls_role_gaps", "rls_rater_agreement")


@pytest.fixture(scope="module")
def compiled(demo: Build) -> Path:
    """The project's SQL as dbt compiled it."""
    return demo.file.parent / "target/compiled/competency_warehouse/models"


def people(
    count: int, place: int, teams: Iterable[str], roles: Iterable[str] = ("r",)
) -> list[Person]:
    """So many people alike, of one skill."""
    return [Person(tuple(teams), tuple(roles), (place,))] * count


def tree(parents: dict[str, str | None], *groups: list[Person]) -> Population:
    """A population of such people, whose roles require the first level."""
    everyone = tuple(person for group in groups for person in group)
    roles = {role for person in everyone for role in person.roles}
    return Population(parents, {role: {0: 1} for role in sorted(roles)}, everyone)


TEAMS = {"top": None, "a": "top", "b": "top", "c": "top"}
# Each is told exactly where 1 to 7 are only left blank.
CORNERS = {
    # 8 and 8 become 10, so both are 8 or more; 17 becomes 15, so it is 17 or less: one
    # is left for c, which a blank says is not none.
    "the last of three teams": tree(
        TEAMS,
        people(8, 3, ["a"]) + people(22, 0, ["a"]),
        people(8, 3, ["b"]) + people(22, 0, ["b"]),
        people(1, 3, ["c"]) + people(29, 0, ["c"]),
    ),
    "the highest of three levels": tree(
        {"top": None},
        people(8, 3, ["top"]),
        people(8, 4, ["top"]),
        people(1, 5, ["top"]),
        people(23, 0, ["top"]),
    ),
    "none of a level": tree(
        {"top": None},
        people(23, 3, ["top"]),
        people(8, 0, ["top"]),
        people(1, 2, ["top"]),
    ),
    "the last of three roles": tree(
        {"top": None},
        people(8, 3, ["top"], ["r"]) + people(22, 0, ["top"], ["r"]),
        people(8, 3, ["top"], ["s"]) + people(22, 0, ["top"], ["s"]),
        people(1, 3, ["top"], ["t"]) + people(29, 0, ["top"], ["t"]),
    ),
}


@pytest.mark.parametrize("population", CORNERS.values(), ids=CORNERS)
def test_attacker_tells_what_a_naive_release_only_blanks(
    population: Population, compiled: Path
) -> None:
    """The attack works; on the same people, the release withstands it."""
    state = population.cells(0)
    counts = counts_of(population)
    assert pinned([state], [naive(population, 0)], counts) != []
    rows = publish(population, compiled)
    assert pinned([state], [known_of_skill(rows, 0)], counts) == []


def test_random_organisations_keep_their_small_counts(compiled: Path) -> None:
    """Over all tables together, also where the attacker knows every team and role."""
    shown = 0
    for seed in range(25):
        population = random_population(random.Random(seed))
        rows = publish(population, compiled)
        for skill in population.skills:
            state, counts = population.cells(skill), counts_of(population)
            known = known_of_skill(rows, skill)
            shown += len(known)
            for insider in (False, True):
                told = pinned([state], [known], counts, insider=insider)
                assert told == [], f"seed {seed}, skill {skill}, insider {insider}"
            # Blocks of nobody or eight hold by themselves within one division.
            for division in ("teams", "roles"):
                within = [each for each in known if each.division in (division, "both")]
                told = pinned([state], [unrounded(within, state)], counts)
                assert told == [], f"seed {seed}, skill {skill}, unrounded {division}"
        known = known_of_pairs(rows)
        shown += len(known)
        state = population.pair_cells()
        for each in (known, unrounded(known, state)):
            told = pinned([state], [each], counts_of(population, (0, 1)))
            assert told == [], f"seed {seed}, pairs"
    # An empty release would keep everything.
    assert shown > 1000


def test_two_releases_keep_what_each_keeps(compiled: Path) -> None:
    """Where the attacker knows that no count changed by more than five people."""
    for seed in range(8):
        chance = random.Random(seed)
        states = [random_population(chance)]
        states.append(a_year_later(states[0], chance))
        releases = [publish(population, compiled) for population in states]
        for skill in states[0].skills:
            assert not pinned(
                [population.cells(skill) for population in states],
                [known_of_skill(rows, skill) for rows in releases],
                counts_of(states[0]),
                most_change=5,
            ), f"seed {seed}, skill {skill}"


def test_the_demo_keeps_its_small_counts(demo: Build, compiled: Path) -> None:
    """All tables of the built release together, skill by skill."""
    population, keys = demo_population(demo)
    rows = {
        name: [
            replace_key(row, keys)
            for row in demo.records(f"from {schema_of(name)}.{name}")
        ]
        for name in (model.rpartition("/")[2] for model in MODELS)
        if name.startswith(("rls_", "int_"))
    }
    for row in rows["int_release_cuts"]:
        row["scale_id"] = "f" if row["scale_id"] == "sde" else row["scale_id"]
    for skill in population.skills:
        known = known_of_skill(rows, skill)
        assert known
        assert not pinned([population.cells(skill)], [known], counts_of(population))
    # What was attacked is what the demo's people give.
    again = publish(population, compiled)
    for name, columns in (
        ("rls_team_coverage", ("team_id", "skill_key", "level_rank")),
        ("rls_role_gaps", ("role_id", "skill_key")),
    ):
        counts = [column for column in rows[name][0] if column.endswith("_count")]
        attacked, given = (
            Counter(
                tuple(row[column] for column in (*columns, *counts)) for row in each
            )
            for each in (rows[name], again[name])
        )
        assert attacked == given


def schema_of(model: str) -> str:
    """Where a model of the release is."""
    return "release" if model.startswith("rls_") else "intermediate"


def replace_key(row: Row, keys: dict[str, str]) -> Row:
    """A row with the skill's number in place of its key."""
    return {
        name: keys.get(str(value), value) if name in ("skill_key", "subject") else value
        for name, value in row.items()
    }


def demo_population(demo: Build) -> tuple[Population, dict[str, str]]:
    """The people of the demo, and the number of each skill by its key."""
    skills = [
        key
        for (key,) in demo.rows(
            "select skill_key from marts.dim_skills where is_in_force order by 1"
        )
    ]
    places = {
        (person, skill): place
        for person, skill, place in demo.rows(
            "select person_id, skill_key, case currency_status"
            " when 'not_assessed' then 0 when 'stale' then 1"
            " else effective_rank + 2 end from marts.fct_person_skills"
        )
    }
    required: dict[str, dict[int, int]] = {
        role: {} for (role,) in demo.rows("select role_id from marts.dim_roles")
    }
    for role, skill, rank in demo.rows(
        "select role_id, skill_key, required_rank from marts.fct_role_requirements"
        " where is_in_force"
    ):
        required[role][skills.index(skill)] = rank
    population = Population(
        parents=dict(demo.rows("select team_id, parent_team_id from marts.dim_teams")),
        required=required,
        people=tuple(
            Person(
                tuple(teams),
                tuple(roles),
                tuple(places.get((person, skill), 0) for skill in skills),
            )
            for person, teams, roles in demo.rows(
                "select person_id, list(distinct team_id), list(distinct role_id)"
                " from marts.dim_assignments where is_current group by all"
            )
        ),
    )
    return population, {key: f"s{number}" for number, key in enumerate(skills)}


def test_no_join_narrows_a_group_of_people(demo: Build) -> None:
    """Joined by all columns that they share, two tables leave ten people or none."""
    persons = demo.records("from release.rls_person_skills")
    assert persons
    for table in [*COUNTED, "rls_build_info"]:
        groups: dict[tuple[object, ...], set[object]] = defaultdict(set)
        for other in demo.records(f"from release.{table}"):
            for person in persons:
                if all(person[name] == other[name] for name in person if name in other):
                    groups[tuple(other.values())].add(person["person_key"])
        assert min(map(len, groups.values()), default=FEWEST) >= FEWEST, table
    # Nothing but the skill and the level is told of a person.
    assert {*persons[0]} & {"team_id", "role_id", "assessed_on", "person_id"} == set()


def test_every_published_count_is_nought_or_enough(demo: Build) -> None:
    """In each table each column that counts: NULL, 0, or 10 and more in fives."""
    for table in COUNTED:
        rows = demo.records(f"from release.{table}")
        counts = [name for name in rows[0] if name.endswith("_count")]
        assert counts
        for row in rows:
            for name in counts:
                value = row[name]
                assert not value or (value >= FEWEST and value % 5 == 0), (table, row)


def test_a_person_is_in_as_many_rows_as_a_release_allows(compiled: Path) -> None:
    """Each level of each skill has people in fives, ten or more, whoever they are."""
    for seed in range(5):
        population = random_population(random.Random(seed))
        rows = publish(population, compiled)["rls_person_skills"]
        sizes = Counter((row["skill_key"], row["level_key"]) for row in rows)
        assert all(size >= FEWEST and size % 5 == 0 for size in sizes.values())

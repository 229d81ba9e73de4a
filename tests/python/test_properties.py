"""What must hold of any export: who is touched by a change of it, and who is not."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from competency_warehouse.synthesise import Plan, write_export
from direct_build import DirectBuilder
from warehouse import PROJECT, PUBLIC_SCHEMAS, Build, read_records, write_records

NAME = re.compile(r"Example Person \d+")
# Their rows are about others too: who could help a person, what a team has without one.
ABOUT_OTHERS = {"marts.rpt_mentors", "marts.rpt_leaver_impact"}

Row = dict[str, Any]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export, bad and suspicious records among it; not to be changed."""
    folder = tmp_path_factory.mktemp("properties") / "export"
    framework = PROJECT / "seeds" / "framework"
    write_export(Plan(people=20, seed=201, framework=framework), folder)
    return folder


@pytest.fixture(scope="module")
def base(
    direct: DirectBuilder, export: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Row]]:
    """The public tables of the export as it is."""
    return public_tables(direct.build(tmp_path_factory.mktemp("base"), export))


def public_tables(build: Build) -> dict[str, list[Row]]:
    """All rows of all public tables, by schema and name."""
    found = {}
    with duckdb.connect(str(build.file), read_only=True) as connection:
        for schema in PUBLIC_SCHEMAS:
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = ?", [schema]
            ).fetchall():
                rows = connection.sql(f"from {schema}.{table}")
                names = rows.columns
                found[f"{schema}.{table}"] = [
                    dict(zip(names, row, strict=True)) for row in rows.fetchall()
                ]
    assert len(found) > 50
    return found


def counted(rows: list[Row], *without: str) -> Counter[tuple[Any, ...]]:
    """Rows, whatever their order, without some of the columns."""
    return Counter(
        tuple(value for name, value in row.items() if name not in without)
        for row in rows
    )


def write_changed(
    export: Path,
    folder: Path,
    change: Callable[[str, list[dict[str, str]]], list[dict[str, str]]],
) -> Path:
    """Write the export with the records of each table changed, given its name."""
    folder.mkdir()
    for file in export.glob("*.csv"):
        write_records(folder / file.name, change(file.stem, read_records(file)))
    return folder


def test_shares_are_shares(base: dict[str, list[Row]]) -> None:
    """Attainment and every other share lie between 0 and 1, where there is one."""
    named = re.compile(r"(^|_)(attainment|share)$")
    values = [
        (f"{table}.{name}", value)
        for table, rows in base.items()
        for row in rows
        for name, value in row.items()
        if named.search(name) and value is not None
    ]
    columns = {name for name, _ in values}
    assert "marts.rpt_role_gaps.attainment" in columns
    assert len(columns) > 10
    assert [each for each in values if not 0 <= each[1] <= 1] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_a_new_assessment_is_about_one_person(
    direct: DirectBuilder,
    export: Path,
    base: dict[str, list[Row]],
    tmp_path: Path,
    seed: int,
) -> None:
    """Ratings of one person, by all types of assessors, change no row of another."""
    chance = random.Random(seed)
    people = sorted({row["person_id"] for row in base["marts.rpt_role_gaps"]})
    person = chance.choice(people)
    others = [each for each in people if each != person]
    (info,) = base["quality.qly_build_info"]
    last = info["as_of_date"]

    def add(table: str, records: list[dict[str, str]]) -> list[dict[str, str]]:
        if table != "assessments":
            return records
        skills = sorted(
            {row["skill_id"] for row in base["marts.dim_skills"] if row["is_in_force"]}
        )
        return records + [
            {
                **records[0],
                "assessment_id": f"new_{number}",
                "person_id": person,
                "release_id": "",
                "skill_id": chance.choice(skills),
                "level": chance.choice(("none", "entry", "mid", "senior")),
                "assessor_type": chance.choice(("peer", "manager", "assessor")),
                "assessor_id": chance.choice(others),
                "assessed_on": f"{last}",
                "recorded_at": f"{last} 23:59:00",
                "verification": chance.choice(("claimed", "verified", "revoked")),
            }
            for number in range(8)
        ]

    build = direct.build(tmp_path, write_changed(export, tmp_path / "export", add))
    after = public_tables(build)
    assert after["quality.qly_build_info"][0]["as_of_date"] == last
    changed = set()
    for table, rows in base.items():
        if "person_id" not in after[table][0] or table in ABOUT_OTHERS:
            continue
        before_and_after = [
            (
                [row for row in several if row["person_id"] == person],
                [row for row in several if row["person_id"] != person],
            )
            for several in (rows, after[table])
        ]
        (own, rest), (own_after, rest_after) = before_and_after
        assert counted(rest_after) == counted(rest), table
        if counted(own_after) != counted(own):
            changed.add(table)
    assert {
        *("marts.fct_assessments", "marts.fct_person_skills"),
        *("marts.rpt_role_gaps", "marts.rpt_person_skill_matrix"),
    } <= changed


def test_a_name_is_nothing_but_a_name(
    direct: DirectBuilder, export: Path, base: dict[str, list[Row]], tmp_path: Path
) -> None:
    """Everybody has somebody else's name, and every row is the same but for it."""
    names = [record["full_name"] for record in read_records(export / "people.csv")]
    assert all(NAME.fullmatch(name) for name in names)
    new_names = dict(zip(names, reversed(names), strict=True))

    def rename(table: str, records: list[dict[str, str]]) -> list[dict[str, str]]:
        if table == "people":
            for record in records:
                record["full_name"] = new_names[record["full_name"]]
        return records

    def renamed(value: Any) -> Any:
        """Give the new name for each; where there are several, in their order."""
        found = NAME.findall(value) if isinstance(value, str) else []
        if not found:
            return value
        return (NAME.sub("", value), *sorted(new_names[name] for name in found))

    def as_they_are(value: Any) -> Any:
        found = NAME.findall(value) if isinstance(value, str) else []
        return (NAME.sub("", value), *sorted(found)) if found else value

    build = direct.build(tmp_path, write_changed(export, tmp_path / "export", rename))
    after = public_tables(build)
    for table, rows in base.items():
        expected = [
            {name: renamed(value) for name, value in row.items()} for row in rows
        ]
        found = [
            {name: as_they_are(value) for name, value in row.items()}
            for row in after[table]
        ]
        assert counted(found) == counted(expected), table
    assert after["marts.dim_people"] != base["marts.dim_people"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_records_does_not_count(
    direct: DirectBuilder,
    export: Path,
    base: dict[str, list[Row]],
    tmp_path: Path,
    seed: int,
) -> None:
    """However a file is sorted or put together from batches; but for the row number."""
    chance = random.Random(seed)

    def shuffle(_: str, records: list[dict[str, str]]) -> list[dict[str, str]]:
        return chance.sample(records, len(records))

    build = direct.build(tmp_path, write_changed(export, tmp_path / "export", shuffle))
    after = public_tables(build)
    assert len(base["quality.qly_rejected_records"]) > 1
    for table, rows in base.items():
        assert counted(after[table], "source_row") == counted(rows, "source_row"), table


def test_a_batch_that_comes_twice_adds_nothing(
    direct: DirectBuilder, export: Path, base: dict[str, list[Row]], tmp_path: Path
) -> None:
    """Its copies are rejected, each by its row, and no mart changes."""
    chance = random.Random(3)
    copies = []

    def repeat(table: str, records: list[dict[str, str]]) -> list[dict[str, str]]:
        if table != "assessments":
            return records
        copies.extend(chance.sample(records, len(records) // 3))
        return [*records, *copies]

    build = direct.build(tmp_path, write_changed(export, tmp_path / "export", repeat))
    after = public_tables(build)
    for table, rows in base.items():
        if table.startswith("marts."):
            assert counted(after[table]) == counted(rows), table
    rejected = {
        row["source_row"]
        for row in after["quality.qly_rejected_records"]
        if row["export_table"] == "assessments"
    }
    first_copy = len(read_records(export / "assessments.csv")) + 2
    assert rejected >= {first_copy + number for number in range(len(copies))}

"""An increment gives the rows that a full build would give (design.md, rule 9)."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from competency_warehouse.synthesise import Plan, write_export
from direct_build import DirectBuilder
from warehouse import (
    PROJECT,
    PUBLIC_SCHEMAS,
    WITHOUT_TESTS,
    Build,
    DbtWorker,
    read_records,
    write_records,
)

SCHEMAS = (*PUBLIC_SCHEMAS, "release")
LEVELS = ("none", "entry", "mid", "senior")
ANEW = "Builds everything anew: "
ADDS = "Adds {} new or corrected assessments to the last build."
Records = list[dict[str, str]]
# One chance, always the same; `make fuzz` takes others too.
CHANCES = range(1, 2 + int(os.environ.get("FUZZ_TIMES", "0")) // 10)


@dataclass
class History:
    """An export that grows, and the warehouse that takes it in.

    Attributes:
        worker: runs dbt.
        direct: builds in full what the increments are held against.
        folder: where all of it is.
        records: the assessments, as the file is to have them at the next build.
        variables: dbt vars of the builds.
    """

    worker: DbtWorker
    direct: DirectBuilder
    folder: Path
    records: Records
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def exports(self) -> Path:
        """The folder of the export."""
        return self.folder / "exports"

    def build(self, *arguments: str) -> Build:
        """Build what the export now has into the file of the build before."""
        write_records(self.exports / "assessments.csv", self.records)
        return self.worker.run(
            self.folder / "increments",
            *("build", *WITHOUT_TESTS, *arguments),
            exports=self.exports,
            variables=self.variables,
            parse_with={},
        )

    def status(self) -> str:
        """What a build would do with what the export now has."""
        write_records(self.exports / "assessments.csv", self.records)
        done = self.worker.run(
            self.folder / "increments",
            *("--quiet", "run-operation", "build_status"),
            exports=self.exports,
            variables=self.variables,
            parse_with={},
        )
        assert done.exit_code == 0, done.output
        return done.output

    def begin(self) -> None:
        """Build for the first time; that such a build is right other tests show."""
        self._build_saying(ANEW + "it is the first build in this file.")

    def check(self, said: str) -> None:
        """Build, and compare every public table with that of a full build.

        Args:
            said: what dbt must say of how it builds.
        """
        done = self._build_saying(said)
        full_folder = self.folder / "full"
        (full_folder / "competency.duckdb").unlink(missing_ok=True)
        full = self.direct.build(full_folder, self.exports, self.variables)
        expected = full.contents(*SCHEMAS)
        assert len(expected) > 50
        found = done.contents(*SCHEMAS)
        assert found.keys() == expected.keys()
        assert [name for name in expected if found[name] != expected[name]] == []

    def copy(self, folder: Path) -> History:
        """The same history in another folder, to go on from here."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(
            self, folder=folder, records=[*self.records], variables={**self.variables}
        )

    def _build_saying(self, said: str) -> Build:
        done = self.build()
        assert done.exit_code == 0, done.output
        assert said in done.output, re.findall("(?:Adds|Builds) .*", done.output)
        return done


MakeHistory = Callable[[Path, int], History]


@pytest.fixture(scope="module")
def make_history(worker: DbtWorker, direct: DirectBuilder) -> MakeHistory:
    """Make an export of some people, bad and suspicious records among it."""

    def make(folder: Path, people: int) -> History:
        framework = PROJECT / "seeds" / "framework"
        plan = Plan(people=people, seed=601, framework=framework)
        write_export(plan, folder / "exports")
        records = read_records(folder / "exports" / "assessments.csv")
        # What is wrong stays wrong in both: no gate may stop either.
        lenient = {"max_rejected_share": 1}
        return History(worker, direct, folder, records, lenient)

    return make


@pytest.fixture(scope="module")
def begun(
    make_history: MakeHistory, tmp_path_factory: pytest.TempPathFactory
) -> History:
    """A history after its first build, of 20 people; not to be built over."""
    begun = make_history(tmp_path_factory.mktemp("begun"), 20)
    assert "competency.duckdb is not there yet." in competency_status(begun).stdout
    begun.begin()
    return begun


@pytest.fixture
def history(begun: History, tmp_path: Path) -> History:
    """One that a test may go on with."""
    return begun.copy(tmp_path)


def competency_status(history: History) -> subprocess.CompletedProcess[str]:
    """Ask on the command line what a build would do."""
    return subprocess.run(
        [
            *(str(Path(sys.executable).with_name("competency")), "status"),
            *("--vars", json.dumps(history.variables)),
        ],
        env={
            **os.environ,
            "COMPETENCY_EXPORTS": str(history.exports),
            "COMPETENCY_BUILD_FILE": str(
                history.folder / "increments/competency.duckdb"
            ),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def later(moment: str, days: int) -> str:
    """A moment or day so many days later, in the form in which it was."""
    day = date.fromisoformat(moment[:10]) + timedelta(days=days)
    return day.isoformat() + moment[10:]


def batch(records: Records, chance: random.Random, size: int) -> tuple[Records, int]:
    """Add records of every kind that a later export may have, and correct old ones.

    Returns:
        the records of the later export, and how many are new or not as they were.
    """
    grown = [dict(record) for record in records]
    sound = [record for record in records if re.match(r"\d{4}-", record["assessed_on"])]
    last = max(record["assessed_on"] for record in sound)
    for number in range(size):
        old = chance.choice(sound)
        other = chance.choice(sound)
        new = {
            "new": {
                "assessment_id": f"new_{len(grown)}",
                "level": chance.choice(LEVELS),
                "assessed_on": later(last, number % 3),
                "recorded_at": later(last, number % 3) + "T12:00:00Z",
            },
            "late": {"assessment_id": f"late_{len(grown)}"},
            "corrected": {
                "level": chance.choice(LEVELS),
                "recorded_at": later(old["recorded_at"], 1),
            },
            "of somebody else": {
                "person_id": other["person_id"],
                "skill_id": other["skill_id"],
                "recorded_at": later(old["recorded_at"], 2),
            },
            "revoked": {
                "verification": "revoked",
                "recorded_at": later(old["recorded_at"], 3),
            },
            "contradicted": {"evidence": f"Example evidence {number}"},
            "copied": {},
            "a second level": {
                "assessment_id": f"second_{len(grown)}",
                "level": chance.choice(LEVELS),
            },
            "of nobody": {
                "assessment_id": f"nobody_{len(grown)}",
                "person_id": "person_unknown",
            },
            "unreadable": {"assessment_id": f"bad_{len(grown)}", "assessed_on": "soon"},
        }
        grown.append({**old, **chance.choice(list(new.values()))})
    for place in chance.sample(range(len(records)), size // 4):
        change = chance.choice(
            [
                {"level": chance.choice(LEVELS)},
                {"person_id": chance.choice(records)["person_id"]},
                {"skill_id": "no/such/skill"},
                {"assessment_id": chance.choice(records)["assessment_id"]},
                {"verification": "revoked"},
            ]
        )
        grown[place].update(change)
    changed = sum(
        record != before for record, before in zip(grown, records, strict=False)
    )
    return grown, changed + len(grown) - len(records)


@pytest.mark.early
@pytest.mark.parametrize("seed", CHANCES)
def test_batches_give_what_one_build_gives(history: History, seed: int) -> None:
    """New, late, corrected, copied, revoked and bad records, in two batches."""
    chance = random.Random(seed)
    for size in (20, 80):
        history.records, changed = batch(history.records, chance, size)
        history.check(ADDS.format(changed))
    assert "would add 0 new" in history.status()
    # A run that leaves models out is no ground to build on.
    history.records, changed = batch(history.records, chance, 8)
    partial = history.build("--select", "int_assessments_resolved")
    assert ADDS.format(changed) in partial.output
    assert "the last run did not build every model." in history.status()


def edit_workforce(exports: Path, chance: random.Random) -> None:
    """Let one person come, one go, and change the assignments of two.

    Who comes is known from rejected ratings, and manages somebody. Who goes, of all
    managers the one of the fewest, stays the manager and the assessor of others.
    """
    people, assignments, teams = (
        read_records(exports / f"{table}.csv")
        for table in ("people", "assignments", "teams")
    )
    comes = "person_unknown"
    if all(person["person_id"] != comes for person in people):
        people.append({**chance.choice(people), "person_id": comes})
        assignments.append({**chance.choice(assignments), "person_id": comes})
    managers = [record["manager_id"] for record in assignments if record["manager_id"]]
    goes = min(sorted(set(managers)), key=managers.count)
    people = [person for person in people if person["person_id"] != goes]
    chance.choice(people)["full_name"] = "Example Person 0"
    for change in (
        {"started_on": "2025-06-01", "ended_on": "2026-01-31"},
        {"team_id": "no_such_team", "manager_id": comes},
    ):
        chance.choice(assignments).update(change)
    teams[-1]["team_name"] = f"Example Team {chance.random()}"
    for table, records in (
        ("people", people),
        ("assignments", assignments),
        ("teams", teams),
    ):
        write_records(exports / f"{table}.csv", records)


@pytest.mark.early
@pytest.mark.parametrize("seed", CHANCES)
def test_people_come_and_go_and_move(
    make_history: MakeHistory, tmp_path: Path, seed: int
) -> None:
    """What concerns them is made anew; where they are many, everything is."""
    chance = random.Random(seed)
    history = make_history(tmp_path, 60)
    # An assignment of somebody whose manager has gone is rejected with him.
    history.variables["reject_suspicious"] = ["unknown_manager_id", "unknown_assessor"]
    history.records, _ = batch(history.records, chance, 40)
    history.begin()
    edit_workforce(history.exports, chance)
    assert (
        "add 0 new or corrected assessments to the last build.\n"
        "It would make anew what concerns those whose rows have changed in"
        " assignments.csv.\n"
    ) in history.status()
    history.records, _ = batch(history.records, chance, 40)
    history.check("people, new or not as they were.\n")
    people = history.exports / "people.csv"
    records = read_records(people)
    for record in records[::3]:
        record["full_name"] = "Example Person 00"
    write_records(people, records)
    history.check(
        ANEW + f"{len(records[::3])} people are new or not as they were, over a fifth."
    )


@pytest.mark.early
def test_what_else_changes_forces_a_full_build(history: History) -> None:
    """Policies, the framework, and what is no longer in the file."""
    asked = competency_status(history)
    assert asked.stdout == (
        "A build would add 0 new or corrected assessments to the last build.\n"
    ), asked.stderr
    history.variables["level_rule"] = "latest"
    assert "vars: level_rule was prioritised and is latest." in history.status()
    del history.variables["level_rule"]
    complete = history.records
    history.records = complete[:-1]
    assert "1 assessments of the last build are no longer there." in history.status()
    history.records = complete[::-1]
    assert "are new or not as they were, over a fifth." in history.status()
    history.records = complete
    releases = history.exports / "framework_releases.csv"
    kept = read_records(releases)
    last = max(record["assessed_on"] for record in complete if record["assessed_on"])
    drafts = [record for record in kept if record["status"] == "draft"]
    # The draft is to come into force after the last rating.
    drafts[-1].update(status="published", released_on=later(last, 5))
    write_records(releases, kept)
    history.check(ANEW + "framework_releases.csv has changed.")
    history.records = [
        *complete,
        {
            **complete[0],
            "assessment_id": "after_the_release",
            "assessed_on": later(last, 10),
            "recorded_at": later(last, 10) + "T00:00:00Z",
        },
    ]
    # The records are an increment; the levels are made anew, by the new release.
    history.check(ADDS.format(1))


def test_every_var_counts() -> None:
    """The vars that force a full build are those of dbt_project.yml."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())
    text = (PROJECT / "macros" / "build" / "policy_vars.sql").read_text()
    listed = re.findall(r"'(\w+)'", text)
    assert sorted(listed) == sorted(project["vars"].keys() - {"scenario"})

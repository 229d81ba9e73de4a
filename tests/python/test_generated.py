"""The oracle, and every data test of dbt, on ten exports of people made up anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

import answers
from competency_warehouse.synthesise import Plan, write_export
from direct_build import DirectBuilder
from oracle import Policy
from oracle_compare import compare
from test_oracle import COMPARED, SEEDS, recompute
from warehouse import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")

STRICT = {
    "level_rule": "latest",
    "reject_suspicious": ["two_levels_one_day", "outside_assignments"],
    "currency_months": 12,
    "agreement_min_pairs": 6,
}
PAST = {
    "level_rule": "highest",
    "as_of_date": "2025-03-31",
    "known_at": "2025-05-15 12:00:00",
    "cover_level": "senior",
    "due_days": 30,
    "coverage_months": 12,
    "benchmark_min_members": 2,
    "pairing_days": 30,
    "agreement_min_pairs": 2,
}


@dataclass(frozen=True)
class Generated:
    """What `competency synthesise` is asked for, and the policies of the build."""

    people: int
    seed: int
    variables: dict[str, Any] = field(default_factory=dict)
    skills: int | None = None


GENERATED = (
    Generated(15, 101),
    Generated(40, 102, STRICT),
    Generated(25, 103, PAST),
    Generated(33, 104, skills=20),
    Generated(16, 105, STRICT, skills=4),
    Generated(38, 106, PAST, skills=30),
    Generated(29, 107),
    Generated(18, 108, STRICT),
    Generated(36, 109, PAST),
    Generated(22, 110, skills=1),
)


def write_generated(generated: Generated, folder: Path) -> Path:
    """Write one of the exports, as the command does."""
    plan = Plan(
        people=generated.people,
        seed=generated.seed,
        skills=generated.skills,
        framework=None if generated.skills else SEEDS / "framework",
    )
    write_export(plan, folder)
    return folder


@pytest.mark.parametrize("generated", GENERATED, ids=lambda each: f"seed {each.seed}")
def test_a_generated_export_agrees_with_the_oracle(
    direct: DirectBuilder, tmp_path: Path, generated: Generated
) -> None:
    """Every row of every table that the oracle has."""
    exports = write_generated(generated, tmp_path / "export")
    build = direct.build(tmp_path, exports, generated.variables)
    assert build.exit_code == 0, build.output
    expected = recompute((exports,), Policy.from_vars(generated.variables))
    # Opened once, and not once for each table.
    with duckdb.connect(str(build.file), read_only=True):
        found = {
            table: said
            for table, compared in COMPARED.items()
            if (said := compare(build, expected, table, compared))
        }
    assert not found


def test_every_question_is_answered_on_other_people_too(
    direct: DirectBuilder, tmp_path: Path
) -> None:
    """What the README and the page of answers show is no accident of the demo."""
    exports = write_generated(GENERATED[6], tmp_path / "export")
    build = direct.build(tmp_path, exports)
    asked = [each for each in answers.questions() if not each.is_what_if()]
    released = [each for each in asked if each.table.startswith("release.")]
    # Of so few people a release shows next to nothing (docs/privacy.md).
    assert [build.rows(question.query()) for question in released]
    queries = [each.query() for each in asked if each not in released]
    queries += re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL)
    assert [query for query in queries if not build.rows(query)] == []

"""The warehouse as a package: the project in `integration` builds on top of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from warehouse import PROJECT

MART = "rpt_team_open_requirements"


def test_another_project_builds_on_the_warehouse(tmp_path: Path) -> None:
    """An export and a mart of its own, with a contract, a data test and a unit test."""
    home = tmp_path / "integration"
    shutil.copytree(
        PROJECT / "integration",
        home,
        ignore=shutil.ignore_patterns("dbt_packages", "build", "logs", "target"),
    )
    packages = home / "packages.yml"
    packages.write_text(packages.read_text().replace("../", str(PROJECT)))
    environment = {
        **{name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ},
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }

    def run_dbt(
        *command: str, exports: str = "exports"
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), *command],
            cwd=home,
            env={**environment, "COMPETENCY_EXPORTS": exports},
            capture_output=True,
            text=True,
            check=False,
        )

    for command in (
        ["deps"],
        [
            *("build", "--select", f"+{MART}", "+qly_build_info"),
            *("--indirect-selection", "cautious"),
            *("--exclude", "package:competency_warehouse,resource_type:unit_test"),
        ],
    ):
        done = run_dbt(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert f"PASS {MART}__one_row_per_team" in done.stdout
    assert f"PASS {MART}::{MART}__unknown_is_open_too" in done.stdout
    # What the tests' worker does in its process, dbt's own command does.
    refused = run_dbt("build", exports="nowhere")
    assert refused.returncode != 0
    assert "no export in the folder nowhere" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    with duckdb.connect(str(home / "build" / "trust.duckdb")) as connection:
        found = connection.sql(
            "select sum(open_count) from marts.rpt_team_open_requirements"
            " inner join marts.dim_teams using (team_id) where parent_team_id is null"
        ).fetchone()
        expected = connection.sql(
            "select count(*) from marts.rpt_role_gaps where gap_status <> 'met'"
        ).fetchone()
        assert found == expected
        # The policy that the project sets for its package, which has another.
        policy = connection.sql("select currency_months from quality.qly_build_info")
        assert policy.fetchone() == (36,)

"""The metrics of the semantic layer say what the report and the tables say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from warehouse import PROJECT, Build

REPORT_SQL = PROJECT / "src" / "competency_warehouse" / "report" / "sql" / "team"
SAVED_QUERIES = {
    query["name"]: query["query_params"]
    for query in yaml.safe_load(
        (PROJECT / "models" / "semantic" / "saved_queries.yml").read_text()
    )["saved_queries"]
}
# As `mf query` does it, but without asking PyPI for a newer version of itself.
QUERY = """
import json, sys
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

configuration = CLIConfiguration()
configuration.setup(configure_file_logging=False)
answers = {}
for name in sys.argv[1:]:
    request = MetricFlowQueryRequest.create(saved_query_name=name)
    table = configuration.mf.query(request).result_df
    answers[name] = [
        dict(zip(table.column_names, row, strict=True)) for row in table.rows
    ]
print(json.dumps(answers, default=str))
"""
# What the saved queries ask of the metrics, asked of the tables.
BY_HAND = {
    "compliance_by_role": """
        select role_name as role__role_name,
            avg(is_compliant::int) as compliance_share,
            count(*) as counted_requirements
        from marts.rpt_compliance_status where is_counted group by all
    """,
    "cover_by_team": """
        select team_path as team__team_path,
            count(*) filter (where cover_status = 'uncovered') as uncovered_skills,
            count(*) filter (where cover_status = 'single') as single_skills
        from marts.rpt_single_points_of_failure group by all
    """,
    "assessments_by_month": """
        select date_trunc('month', assessed_on)::timestamp as metric_time__month,
            count(*) as assessments,
            avg((verification = 'verified')::int) as verified_share
        from marts.fct_assessments group by all
    """,
}


@pytest.fixture(scope="module")
def answers(
    demo: Build, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """What MetricFlow answers to each saved query on the demo."""
    # It reads target/semantic_manifest.json of the project it is in, and no other.
    folder = tmp_path_factory.mktemp("metrics")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, folder)
    (folder / "target").mkdir()
    shutil.copy(
        demo.file.parent / "target" / "semantic_manifest.json", folder / "target"
    )
    asked = subprocess.run(
        [sys.executable, "-c", QUERY, *SAVED_QUERIES],
        cwd=folder,
        env={**os.environ, "COMPETENCY_BUILD_FILE": str(demo.file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    found: dict[str, list[dict[str, Any]]] = json.loads(asked.stdout.splitlines()[-1])
    return found


def labels(demo: Build) -> dict[str, str]:
    """The label of each metric."""
    manifest = demo.file.parent / "target" / "semantic_manifest.json"
    return {
        metric["name"]: metric["label"]
        for metric in json.loads(manifest.read_text())["metrics"]
    }


def test_each_headline_figure_is_a_metric(
    demo: Build, answers: dict[str, list[dict[str, Any]]]
) -> None:
    """The report's headline figures are the metrics of the same labels."""
    (row,) = answers["headline_figures"]
    names = labels(demo)
    figures = demo.records((REPORT_SQL / "figures.sql").read_text())
    assert {names[metric]: value for metric, value in row.items()} == {
        figure["label"]: pytest.approx(figure["value"]) for figure in figures
    }


def test_each_skill_has_the_report_s_figures(
    demo: Build, answers: dict[str, list[dict[str, Any]]]
) -> None:
    """Requirements by skill are those of the report."""
    table = demo.records((REPORT_SQL / "requirements.sql").read_text())
    assert {
        row["skill__skill_name"]: (
            row["requirements"],
            row["requirements_met_share"],
            row["requirements_unknown_share"],
        )
        for row in answers["requirements_by_skill"]
    } == {
        row["skill_name"]: (
            row["required_count"],
            pytest.approx(row["met_share"]),
            pytest.approx(
                (row["stale_count"] + row["not_assessed_count"]) / row["required_count"]
            ),
        )
        for row in table
    }


@pytest.mark.parametrize("name", BY_HAND)
def test_a_saved_query_answers_what_sql_answers(
    demo: Build, answers: dict[str, list[dict[str, Any]]], name: str
) -> None:
    """The other saved queries, against plain SQL on the tables."""
    expected = demo.records(BY_HAND[name])
    key = next(iter(expected[0]))
    assert len(expected) > 3

    def by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            str(row[key]): {
                column: pytest.approx(value)
                for column, value in row.items()
                if column != key
            }
            for row in rows
        }

    assert by_key(answers[name]) == {
        str(row[key]): {column: value for column, value in row.items() if column != key}
        for row in expected
    }


def test_every_saved_query_is_tested(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    """None is left out, and every metric of each is answered."""
    assert {*BY_HAND, "headline_figures", "requirements_by_skill"} == {*SAVED_QUERIES}
    for name, query in SAVED_QUERIES.items():
        assert {*query["metrics"]} <= {*answers[name][0]}


def test_the_page_lists_every_metric(demo: Build) -> None:
    """docs/metrics.md has a row for each metric, with its label."""
    page = (PROJECT / "docs" / "metrics.md").read_text()
    page = page.partition("## Saved queries")[0]
    rows = {f"| `{name}` | {label} |" for name, label in labels(demo).items()}
    assert [row for row in sorted(rows) if row not in page] == []
    assert page.count("\n| `") == len(rows)


def test_every_part_is_described() -> None:
    """Each semantic model, dimension, measure, metric and query has its words."""
    folder: Path = PROJECT / "models" / "semantic"
    bare = []
    for file in folder.glob("*.yml"):
        for kind, several in yaml.safe_load(file.read_text()).items():
            for each in several:
                parts = [each, *each.get("dimensions", []), *each.get("measures", [])]
                bare += [
                    f"{kind}: {each['name']}: {part['name']}"
                    for part in parts
                    if not part.get("description") or not part.get("label")
                ]
    assert bare == []

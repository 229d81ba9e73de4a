"""The build's order, its contracts, and that it is a pure function of its inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from competency_warehouse.contract import EXPORT_TABLES
from warehouse import (
    PROJECT,
    PUBLIC_SCHEMAS,
    WITHOUT_TESTS,
    Build,
    DbtWorker,
    read_records,
    run_dbt,
)

Node = dict[str, Any]

GATES = (
    "int_skill_levels_classified",
    "int_records_accounted",
    "int_releases_collapsed",
)


@pytest.fixture(scope="module")
def manifest(demo: Build) -> dict[str, Any]:
    """What dbt knows of the project after building the demo."""
    file = demo.file.parent / "target" / "manifest.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, Node]:
    """Every model, under its name."""
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


@pytest.fixture(scope="module")
def public(models: dict[str, Node]) -> dict[str, Node]:
    """Every model that analysts may use."""
    public = {
        name: node
        for name, node in models.items()
        if node["schema"] in (*PUBLIC_SCHEMAS, "release")
    }
    assert len(public) > 15
    return public


def _parents(node: Node) -> set[str]:
    return {name.split(".")[-1] for name in node["depends_on"]["nodes"]}


def _ancestors(models: dict[str, Node], name: str) -> set[str]:
    found: set[str] = set()
    waiting = {name}
    while waiting:
        parents = _parents(models[waiting.pop()]) - found
        found |= parents
        waiting |= parents & models.keys()
    return found


def test_every_public_model_comes_after_the_gate(
    models: dict[str, Node], public: dict[str, Node]
):
    """And the gate after the models whose tests stop a build."""
    assert set(GATES) <= _parents(models["int_build_passed"])
    behind = {name for name in public if "int_build_passed" in _ancestors(models, name)}
    assert behind == set(public)


def test_the_gates_have_the_tests_that_stop_a_build(manifest: dict[str, Any]):
    """With the severity of an error."""
    severities = {
        node["name"]: (node["attached_node"], node["config"]["severity"].lower())
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node")
    }
    for test, gate in {
        "every_skill_in_force_has_every_level": GATES[0],
        "every_sde_skill_has_entry_mid_and_senior": GATES[0],
        "every_received_record_is_in_one_state": GATES[1],
        "rejected_records_are_few": GATES[1],
        "no_published_release_collapses": GATES[2],
    }.items():
        assert severities[test] == (f"model.competency_warehouse.{gate}", "error")


def test_arrows_go_one_way(models: dict[str, Node]):
    """Staging, intermediate, marts, quality, release: none reads what is after it."""
    may_read = {
        "staging": {"seeds"},
        "intermediate": {"staging", "intermediate"},
        "marts": {"intermediate", "marts"},
        "quality": {"intermediate", "marts", "quality"},
        "release": {"intermediate", "marts", "quality", "release"},
    }
    seeds = {"record_reasons"}
    for name, node in models.items():
        for parent in _parents(node) - seeds:
            folder = models[parent]["fqn"][1] if parent in models else "seeds"
            assert folder in may_read[node["fqn"][1]], f"{name} reads {parent}"


def test_public_models_are_contracted_described_and_tested(
    manifest: dict[str, Any], public: dict[str, Node], demo: Build
):
    """Every one, with all the columns that it has."""
    tested = {
        node["attached_node"].split(".")[-1]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node")
    }
    columns: dict[str, list[str]] = {}
    for table, column in demo.rows(
        "select table_name, column_name from information_schema.columns"
        " where table_schema in ('marts', 'quality', 'release')"
        " order by ordinal_position"
    ):
        columns.setdefault(table, []).append(column)
    assert set(columns) == set(public)
    for name, node in public.items():
        assert node["config"]["contract"]["enforced"], name
        assert node["config"]["access"] == "public", name
        assert node["config"]["group"], name
        assert node["description"].strip(), name
        assert list(node["columns"]) == columns[name], name
        for column in node["columns"].values():
            assert column["description"].strip(), f"{name}.{column['name']}"
            assert column["data_type"], f"{name}.{column['name']}"
        assert name in tested


def test_the_contract_is_the_same_in_sql_and_in_python(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
):
    """And the flags that a var may name are those that the seed explains."""
    shown = worker.run(
        tmp_path,
        *("show", "--quiet", "--output", "json", "--inline"),
        "select '{{ export_contract() | tojson }}' as contract,"
        " '{{ suspicious_flags() | tojson }}' as flags",
        exports=seed_export,
    )
    assert shown.exit_code == 0, shown.output
    (row,) = json.loads(shown.output[shown.output.index("{") :])["show"]
    contract = json.loads(row["contract"])
    assert contract.keys() == EXPORT_TABLES.keys()
    for name, table in EXPORT_TABLES.items():
        assert contract[name]["columns"] == list(table.columns)
        assert contract[name]["key"] == list(table.key)
        assert contract[name]["required"] == table.required
    reasons = read_records(PROJECT / "seeds" / "quality" / "record_reasons.csv")
    assert sorted(json.loads(row["flags"])) == sorted(
        reason["code"] for reason in reasons if reason["kind"] == "suspicious"
    )


def test_seeds_follow_the_contract(manifest: dict[str, Any]):
    """Their columns are those of the contract, in their order, and all are text."""
    seeds = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "seed" and node["path"].split("/")[0] != "quality"
    }
    assert set(seeds) == set(EXPORT_TABLES)
    for name, table in EXPORT_TABLES.items():
        types = seeds[name]["config"]["column_types"]
        assert tuple(types) == table.columns
        assert set(types.values()) == {"string"}
        file = PROJECT / seeds[name]["original_file_path"]
        with file.open(encoding="utf-8") as stream:
            assert stream.readline().rstrip("\n") == ",".join(table.columns)


def test_two_builds_of_the_same_inputs_are_equal(demo: Build, tmp_path: Path):
    """Row for row, in another place and time zone, with other hashes and threads."""
    again = run_dbt(
        tmp_path / "somewhere else",
        "build",
        *WITHOUT_TESTS,
        surroundings={
            "PYTHONHASHSEED": "4711",
            "TZ": "Pacific/Auckland",
            "COMPETENCY_THREADS": "3",
        },
    )
    assert again.exit_code == 0, again.output
    assert again.contents(*PUBLIC_SCHEMAS) == demo.contents(*PUBLIC_SCHEMAS)

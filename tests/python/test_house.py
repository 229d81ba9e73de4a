"""The rules of the house: no warnings, no deprecations, layers, names, descriptions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from warehouse import PROJECT, Build

# dbt checks its YAML against schemas and for deprecations on four cloud adapters only.
STRICT_PARSE = """
import sys
from dbt.cli.main import dbtRunner
from dbt.jsonschemas import jsonschemas

jsonschemas._JSONSCHEMA_SUPPORTED_ADAPTERS.add("duckdb")
findings = []

def collect(event):
    if event.info.level in ("warn", "error"):
        findings.append(f"{event.info.name}: {event.info.msg}")

result = dbtRunner(callbacks=[collect]).invoke(
    ["parse", "--no-partial-parse", "--show-all-deprecations", "--quiet", *sys.argv[1:]]
)
print("\\n".join(findings))
sys.exit(bool(findings) or not result.success)
"""


def strict_parse(project: Path, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Parse a project with every check of dbt turned on."""
    return subprocess.run(
        [
            *(sys.executable, "-c", STRICT_PARSE),
            *("--project-dir", str(project), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(scratch), "--log-path", str(scratch)),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def engines(lock: Path) -> dict[str, str]:
    """The versions of dbt and DuckDB in a lock, by name."""
    pinned = re.findall(r"^(dbt-core|dbt-duckdb|duckdb)==(\S+)", lock.read_text(), re.M)
    return dict(pinned)


def test_a_file_is_tested_in_one_process(request: pytest.FixtureRequest) -> None:
    """Xdist takes the groups of conftest.py: otherwise all is built once a process."""
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith("@demo")


def test_strict_parse_finds_nothing(tmp_path: Path) -> None:
    """No warning, no deprecation, no unknown key in any YAML of the project."""
    parsed = strict_parse(PROJECT, tmp_path)
    assert parsed.returncode == 0, parsed.stdout + parsed.stderr


def test_strict_parse_would_find_a_typo(tmp_path: Path) -> None:
    """A misspelt key, which dbt itself passes over on DuckDB, is found."""
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text(
        "name: typo\nversion: 0.1.0\nconfig-version: 2\nprofile: competency_warehouse\n"
    )
    (tmp_path / "models" / "one.sql").write_text("select 1 as id\n")
    (tmp_path / "models" / "one.yml").write_text(
        "models:\n  - name: one\n    descrpition: One row.\n"
    )
    parsed = strict_parse(tmp_path, tmp_path / "target")
    assert parsed.returncode != 0
    assert "descrpition" in parsed.stdout


def test_bouncer_holds_the_layers(demo: Build, tmp_path: Path) -> None:
    """dbt-bouncer passes on the artifacts of the demo, with no exceptions."""
    config = yaml.safe_load((PROJECT / "dbt-bouncer.yml").read_text())
    config["dbt_artifacts_dir"] = str(demo.file.parent / "target")
    (tmp_path / "dbt-bouncer.yml").write_text(yaml.safe_dump(config))
    bouncer = subprocess.run(
        [
            str(Path(sys.executable).parent / "dbt-bouncer"),
            *("run", "--config-file", str(tmp_path / "dbt-bouncer.yml")),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bouncer.returncode == 0, bouncer.stdout + bouncer.stderr
    assert "WARN=0 ERROR=0" in bouncer.stdout + bouncer.stderr


@pytest.mark.parametrize(
    "file", sorted((PROJECT / "macros").rglob("*.sql")), ids=lambda file: file.stem
)
def test_a_macro_file_holds_one_documented_macro(file: Path) -> None:
    """The file has the macro's name, a comment that names each argument."""
    text = file.read_text()
    macros = re.findall(r"{%-? macro (\w+)\((.*?)\)", text)
    names = {
        name.removeprefix("default__").removeprefix("spark__") for name, _ in macros
    }
    assert names == {file.stem}
    assert text.startswith("{#-"), "a macro opens with its documentation"
    documentation, _, _ = text.partition("-#}")
    for argument in filter(None, macros[0][1].split(", ")):
        assert f"{argument.split('=')[0]}:" in documentation


def test_a_plain_build_leaves_out_unit_tests_and_no_other(
    demo: Build, demo_what_if: Build
) -> None:
    """The demo has all there are, for it is built with `--selector everything`."""
    manifest = json.loads((demo.file.parent / "target" / "manifest.json").read_text())
    data_tests = {name for name in manifest["nodes"] if name.startswith("test.")}
    for build, tests in (
        (demo, data_tests | manifest["unit_tests"].keys()),
        (demo_what_if, data_tests),
    ):
        ran = {result["unique_id"] for result in build.results}
        assert {name for name in ran if "test." in name} == tests
        assert tests


def test_the_demo_warns_of_its_rejects_and_of_nothing_else(demo: Build) -> None:
    """The demo has a handful of bad records on purpose; dbt has nothing else to say."""
    warned = [
        result["unique_id"].split(".")[2]
        for result in demo.results
        if result["status"] == "warn"
    ]
    assert warned == ["no_record_is_rejected"]
    assert "[WARNING]" not in demo.output


@pytest.mark.parametrize(
    "lock", ["requirements-spark.lock", "benchmarks/requirements.lock"]
)
def test_other_environments_have_the_same_engines(lock: str) -> None:
    """What they are compared with is not another version of dbt or of DuckDB."""
    ours = engines(PROJECT / "requirements.lock")
    theirs = engines(PROJECT / lock)
    assert "duckdb" in theirs
    assert theirs == {name: ours[name] for name in theirs}

"""What a change concerns is tested beside the tables of another build (slim CI)."""

from __future__ import annotations

from pathlib import Path

from warehouse import PROJECT, Build, DbtWorker

UNIT_TESTS = ("test", "--select", "rpt_role_gaps,test_type:unit")


def test_unit_tests_take_types_from_the_deferred_build(
    demo: Build, worker: DbtWorker, tmp_path: Path
) -> None:
    """As `docs/slim-ci.md` has it: in an empty file, nothing of which is built."""
    # The target has a file of its own in the project.
    profiles = (PROJECT / "profiles.yml").read_text(encoding="utf-8")
    assert "path: build/ci.duckdb" in profiles
    (tmp_path / "profiles.yml").write_text(
        profiles.replace("path: build/ci.duckdb", f"path: '{tmp_path}/ci.duckdb'"),
        encoding="utf-8",
    )
    tested = worker.run(
        tmp_path,
        *UNIT_TESTS,
        *("--defer", "--favor-state", "--state", str(demo.file.parent / "target")),
        *("--target", "ci", "--profiles-dir", str(tmp_path)),
        surroundings={"COMPETENCY_STATE_FILE": str(demo.file)},
    )
    assert tested.exit_code == 0, tested.output
    statuses = {
        result["status"]
        for result in tested.results
        if result["unique_id"].startswith("unit_test.")
    }
    assert statuses == {"pass"}, tested.output


def test_unit_tests_without_tables_say_what_to_build(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
) -> None:
    """They name the table that is not there."""
    tested = worker.run(tmp_path, *UNIT_TESTS, exports=seed_export)
    assert tested.exit_code == 1
    assert 'no table "competency"."intermediate"."int_build_passed"' in tested.output
    assert "Build it first." in tested.output

"""The SQL alone builds what dbt builds."""

from __future__ import annotations

from pathlib import Path

from direct_build import DirectBuilder
from warehouse import PUBLIC_SCHEMAS, Build

COLUMNS = """
select table_schema, table_name, column_name, ordinal_position, data_type
from information_schema.columns
where table_schema in ('intermediate', 'marts', 'quality')
order by all
"""


def test_the_sql_alone_gives_from_csv_what_dbt_builds_from_the_seeds(
    demo: Build, from_csv: Build
) -> None:
    """Every row of every table but for the name of the file; every column's type."""
    schemas = ("intermediate", *PUBLIC_SCHEMAS)
    by_dbt = demo.contents(*schemas, without=("source_name",))
    assert len(by_dbt) > 50
    assert from_csv.contents(*schemas, without=("source_name",)) == by_dbt
    assert from_csv.rows(COLUMNS) == demo.rows(COLUMNS)


def test_it_runs_the_data_tests(
    direct: DirectBuilder, fixtures: Path, tmp_path: Path
) -> None:
    """The bad records fail the gate, and are warned of."""
    build = direct.build(tmp_path, fixtures / "bad_records")
    assert build.exit_code == 1
    assert build.status("rejected_records_are_few") == "fail"
    assert build.status("no_record_is_rejected") == "warn"
    lenient = {"max_rejected_share": 1}
    build = direct.build(tmp_path / "lenient", fixtures / "bad_records", lenient)
    assert build.exit_code == 0, build.output
    assert build.status("rejected_records_are_few") == "pass"

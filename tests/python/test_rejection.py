"""Rule 2: nothing is lost, and every record ends where the fixture says."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from competency_warehouse.contract import EXPORT_TABLES
from direct_build import DirectBuilder
from warehouse import (
    PROJECT,
    PUBLIC_SCHEMAS,
    Build,
    DbtWorker,
    read_records,
)

BAD_RECORDS = PROJECT / "tests" / "python" / "fixtures" / "bad_records"
REASONS = {
    record["code"]: record["kind"]
    for record in read_records(PROJECT / "seeds" / "quality" / "record_reasons.csv")
}


class Fate(NamedTuple):
    """What became of a record."""

    state: str
    codes: frozenset[str] = frozenset()


def _listed() -> dict[tuple[str, int], Fate]:
    """The table of the fixture's README: what should become of which record."""
    fates = {}
    for line in (BAD_RECORDS / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[1].isdigit():
            codes = frozenset(code.strip() for code in cells[4].split(",") if code)
            fates[cells[0], int(cells[1])] = Fate(cells[3], codes - {""})
    return fates


def _received() -> dict[tuple[str, int], dict[str, str]]:
    """Every record of the fixture's files, under its table and row."""
    return {
        (table, row): record
        for table in EXPORT_TABLES
        for row, record in enumerate(read_records(BAD_RECORDS / f"{table}.csv"), 2)
    }


def _judged(build: Build) -> dict[tuple[str, int], Fate]:
    """What became of each record, as the judged records say."""
    fates = {}
    for table in EXPORT_TABLES:
        for row, state, reasons, flags in build.table(
            f"intermediate.int_{table}_checked",
            "source_row, record_state, reject_reasons, flags",
        ):
            assert (table, row) not in fates, "a record is there twice"
            codes = reasons if state == "rejected" else flags
            fates[table, row] = Fate(state, frozenset((codes or "").split(",")) - {""})
    return fates


def _listed_in(build: Build, query: str) -> dict[tuple[str, int], set[str]]:
    codes = defaultdict(set)
    for table, row, code in build.rows(query):
        assert code not in codes[table, row], "a code is there twice"
        codes[table, row].add(code)
    return dict(codes)


@pytest.fixture(scope="module")
def build(direct: DirectBuilder, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The fixture, built however much of it is rejected."""
    build = direct.build(
        tmp_path_factory.mktemp("bad_records"), BAD_RECORDS, {"max_rejected_share": 1}
    )
    assert build.exit_code == 0, build.output
    return build


def test_every_record_ends_as_the_fixture_says(build: Build):
    """State and codes of all records; those not listed are plainly accepted."""
    listed = _listed()
    assert len(listed) > 150
    assert listed.keys() <= _received().keys()
    expected = {place: listed.get(place, Fate("accepted")) for place in _received()}
    assert _judged(build) == expected


def test_every_reject_is_listed_with_every_reason(build: Build):
    """qly_rejected_records: one row per record and reason."""
    expected = {
        place: set(fate.codes)
        for place, fate in _listed().items()
        if fate.state == "rejected"
    }
    assert (
        _listed_in(
            build,
            "select export_table, source_row, reason from quality.qly_rejected_records",
        )
        == expected
    )


def test_every_suspicious_record_is_listed(build: Build):
    """qly_suspicious_records: one row per accepted record and flag."""
    expected = {
        place: set(fate.codes)
        for place, fate in _listed().items()
        if fate.state == "accepted" and fate.codes
    }
    assert (
        _listed_in(
            build,
            "select export_table, source_row, flag from quality.qly_suspicious_records",
        )
        == expected
    )


def test_rejects_keep_the_raw_text_of_every_column(build: Build):
    """As the file has it, not as staging cleaned it."""
    received = _received()
    rejects = build.records("from quality.qly_rejected_records")
    assert rejects
    for reject in rejects:
        table = reject["export_table"]
        raw = json.loads(reject["raw_record"])
        assert tuple(raw) == EXPORT_TABLES[table].columns
        assert {name: value or "" for name, value in raw.items()} == received[
            table, reject["source_row"]
        ]
        assert reject["source_name"] == f"{table}.csv"
        assert reject["meaning"]
        assert reject["remedy"]


def _fates_of(counts: dict[str, Any]) -> tuple[int, int, int, int, int]:
    return (
        counts["received_count"],
        counts["accepted_count"],
        counts["superseded_count"],
        counts["rejected_count"],
        counts["suspicious_count"],
    )


def test_received_is_accepted_superseded_and_rejected(build: Build):
    """Per table, and as many as the files hold."""
    listed = _listed()
    in_files = Counter(table for table, _ in _received())
    reconciled = build.records("from quality.qly_load_reconciliation")
    assert {counts["export_table"] for counts in reconciled} == set(EXPORT_TABLES)
    for counts in reconciled:
        fates = [
            fate for place, fate in listed.items() if place[0] == counts["export_table"]
        ]
        received = in_files[counts["export_table"]]
        superseded = sum(fate.state == "superseded" for fate in fates)
        rejected = sum(fate.state == "rejected" for fate in fates)
        suspicious = sum(
            fate.state == "accepted" and bool(fate.codes) for fate in fates
        )
        accepted = received - superseded - rejected
        assert _fates_of(counts) == (
            *(received, accepted, superseded, rejected, suspicious),
        )


def test_the_fixture_has_every_kind_of_bad_record():
    """All codes but the one that takes a known_at; test_known_at has that one."""
    codes = {code for fate in _listed().values() for code in fate.codes}
    assert set(REASONS) - codes == {"assessed_after_known_at"}
    assert codes <= set(REASONS)


def test_too_many_rejects_fail_the_build(worker: DbtWorker, tmp_path: Path):
    """The test that fails names each table, and no mart is built."""
    build = worker.run(tmp_path, "build", exports=BAD_RECORDS)
    assert build.exit_code == 1
    assert build.status("rejected_records_are_few") == "fail"
    explained = build.output.split("FAIL rejected_records_are_few")[1]
    # A plan that has gone out of date is no reason to be without today.
    for table in EXPORT_TABLES.keys() - {"scenario_changes"}:
        assert f"export_table: {table} | received_count: " in explained
    assert "scenario_changes" not in explained
    assert build.status("int_build_passed") == "skipped"
    assert build.contents(*PUBLIC_SCHEMAS) == {}


def test_known_at_and_reject_suspicious(direct: DirectBuilder, tmp_path: Path):
    """What was recorded later is not received; named flags reject, others do not."""
    named = [code for code, kind in REASONS.items() if kind == "suspicious"]
    named.remove("own_manager")
    build = direct.build(
        tmp_path,
        BAD_RECORDS,
        {
            "max_rejected_share": 1,
            "known_at": "2025-06-06 12:00:00",
            "reject_suspicious": named,
        },
    )
    assert build.exit_code == 0, build.output
    expected = {}
    for place, record in _received().items():
        fate = _listed().get(place, Fate("accepted"))
        recorded_at = record.get("recorded_at", "")
        if recorded_at.startswith("20") and recorded_at > "2025-06-06 12:00:00":
            continue
        if record.get("assessment_id") == "a-assessed-after-recorded":
            fate = Fate("rejected", fate.codes | {"assessed_after_known_at"})
        if record.get("assessment_id") == "a-superseded":
            fate = Fate("accepted")
        if fate.state == "accepted" and fate.codes - {"own_manager"}:
            fate = Fate("rejected", fate.codes - {"own_manager"})
        expected[place] = fate
    judged = _judged(build)
    # Rows are numbered as in the file, whatever known_at leaves out of it.
    assert judged == expected
    flags = build.rows("select distinct flag from quality.qly_suspicious_records")
    assert flags == [("own_manager",)]
    raw = build.rows(
        "select raw_record from quality.qly_rejected_records"
        " where reason = 'outside_assignments'"
    )
    assert [json.loads(text)["assessment_id"] for (text,) in raw] == [
        "a-outside-assignments"
    ]
    received = build.rows(
        "select export_table, received_count from quality.qly_load_reconciliation"
    )
    assert dict(received) == Counter(table for table, _ in expected)

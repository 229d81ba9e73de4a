"""A folder of exports in place of the seeds: read alike, or refused in one message."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from competency_warehouse.contract import EXPORT_TABLES
from warehouse import (
    PUBLIC_SCHEMAS,
    WITHOUT_TESTS,
    Build,
    DbtWorker,
    copy_seeds,
    read_records,
    write_records,
)

Spoil = Callable[[Path], object]

# The file that is spoiled: small, and one of the first to be looked at.
LEVELS = "framework_levels.csv"
HEADER = b"framework_id,level,level_rank,level_name,summary\n"
RECORD = b"sde,entry,1,Entry,Works with guidance\n"


def _to_parquet(file: Path, parquet: Path) -> None:
    with duckdb.connect() as connection:
        connection.read_csv(str(file), all_varchar=True, header=True).write_parquet(
            str(parquet)
        )


# ----------------------------------------------------------------- the same warehouse


def test_parquet_gives_what_csv_gives(
    worker: DbtWorker, seed_export: Path, from_csv: Build, tmp_path: Path
):
    """From a folder whose name has a space, a quote and a letter beyond ASCII."""
    folder = tmp_path / "Zoë's export, 2025"
    folder.mkdir()
    for file in seed_export.glob("*.csv"):
        _to_parquet(file, folder / f"{file.stem}.parquet")
    build = worker.run(tmp_path, "build", *WITHOUT_TESTS, exports=folder)
    assert build.exit_code == 0, build.output
    same = {"without": ("source_name",)}
    assert build.contents(*PUBLIC_SCHEMAS, **same) == from_csv.contents(
        *PUBLIC_SCHEMAS, **same
    )
    names = build.rows("select distinct source_name from quality.qly_rejected_records")
    assert all(name.endswith(".parquet") for (name,) in names)


def test_the_size_of_a_csv_file_is_known_to_joins(from_csv: Build) -> None:
    """Otherwise all records are kept in memory, for the few people to be looked up."""
    ((_, plan),) = from_csv.rows(
        "explain (format json) from staging.stg_assessments__assessments"
    )
    (expected,) = re.findall(
        r'"Function": "READ_CSV".*?"Estimated Cardinality": "(\d+)"', plan, re.DOTALL
    )
    assert int(expected) > 1_000


def test_a_mark_and_crlf_change_nothing_and_a_var_names_the_folder(
    worker: DbtWorker, seed_export: Path, from_csv: Build, tmp_path: Path
):
    """BOM, CRLF and other columns first; the var goes before the environment."""
    folder = tmp_path / "it's here"
    folder.mkdir()
    for file in seed_export.glob("*.csv"):
        with duckdb.connect() as connection:
            records = connection.read_csv(str(file), all_varchar=True, header=True)
            records.project(", ".join(reversed(records.columns))).write_csv(
                str(tmp_path / "reversed.csv"), quoting="all"
            )
        text = (tmp_path / "reversed.csv").read_bytes().replace(b"\n", b"\r\n")
        (folder / file.name).write_bytes(b"\xef\xbb\xbf" + text)
    build = worker.run(
        tmp_path,
        *("run", "--select", "path:models/staging"),
        *("--exclude", "path:models/staging/quality"),
        exports=tmp_path / "nowhere",
        variables={"exports_dir": f"{folder}/"},
        parse_with={},
    )
    assert build.exit_code == 0, build.output
    staged = build.contents("staging")
    assert len(staged) == len(EXPORT_TABLES)
    assert staged.items() <= from_csv.contents("staging").items()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_quotes_and_line_breaks_in_fields_arrive(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, line_end: str
):
    """Whatever the line breaks of the file are."""
    texts = [
        'The "quoted" one',
        "Two\nlines",
        "Two\r\nlines, of Windows",
        "Comma, semicolon; and 'quote'",
        'a "stray" quote',
        "Ünïcødé 日本語 🎓",
        "\\backslash\\n",
        "null",
    ]
    export = shutil.copytree(seed_export, tmp_path / "export")
    people = "person_id,full_name,email" + line_end
    for number, text in enumerate(texts):
        quoted = text if text.startswith("a ") else '"' + text.replace('"', '""') + '"'
        people += f"p{number},{quoted},{line_end}"
    (export / "people.csv").write_bytes(people.encode())
    build = worker.run(tmp_path, "run", "-s", "stg_workforce__people", exports=export)
    assert build.exit_code == 0, build.output
    assert build.rows(
        "select full_name, email, source_row from staging.stg_workforce__people"
        " order by source_row"
    ) == [(text, None, row) for row, text in enumerate(texts, 2)]


def test_headers_alone_and_absent_tables_build(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
):
    """A framework without people: all of the rest is empty, or not there at all."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    framework = {
        *("framework_releases", "framework_levels"),
        *("framework_outline", "framework_descriptors"),
    }
    for name, table in EXPORT_TABLES.items():
        if not table.required:
            (export / f"{name}.csv").unlink()
        elif name not in framework:
            write_records(export / f"{name}.csv", [])
    build = worker.run(tmp_path, "build", exports=export)
    assert build.exit_code == 0, build.output
    received = dict(
        build.rows(
            "select export_table, received_count from quality.qly_load_reconciliation"
        )
    )
    assert received == {
        name: len(read_records(export / f"{name}.csv")) if name in framework else 0
        for name in EXPORT_TABLES
    }
    counts = {name: count for name, (count, _) in build.contents("marts").items()}
    assert counts["marts.rpt_framework_matrix"] == 2 * 33
    assert counts["marts.dim_people"] == counts["marts.fct_person_skills"] == 0


# ------------------------------------------------------------------------ refusals


def _bytes(content: bytes) -> Spoil:
    return lambda folder: (folder / LEVELS).write_bytes(content)


def _rename(name: str) -> Spoil:
    return lambda folder: (folder / LEVELS).rename(folder / name)


def _cut_parquet(folder: Path) -> None:
    parquet = folder / "framework_levels.parquet"
    _to_parquet(folder / LEVELS, parquet)
    (folder / LEVELS).unlink()
    parquet.write_bytes(parquet.read_bytes()[:200])


def _parquet(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        _to_parquet(folder / LEVELS, folder / "a.tmp")
        (folder / "a.tmp").replace(folder / name)

    return spoil


def _folder_in_place_of_file(folder: Path) -> None:
    (folder / LEVELS).unlink()
    (folder / LEVELS).mkdir()


CRLF = HEADER.replace(b"\n", b"\r\n")
# What is done to the folder; where the message says that it is; what it says besides.
MALFORMED: dict[str, tuple[Spoil, str, str]] = {
    "missing folder": (shutil.rmtree, "no export in the folder", "Name a folder"),
    "empty folder": (
        lambda folder: [file.unlink() for file in folder.iterdir()],
        "no export in the folder",
        "Name a folder",
    ),
    "missing file": (
        lambda folder: (folder / LEVELS).unlink(),
        "lacks framework_levels.csv",
        "Add it with the columns framework_id, level,",
    ),
    "folder in place of file": (
        _folder_in_place_of_file,
        "lacks framework_levels.csv",
        "Add it with the columns",
    ),
    "missing column": (
        _bytes(b"framework_id,level,level_rank,level_name\n"),
        f"{LEVELS}, row 1 (the header): lacks summary.",
        "Make it the columns framework_id,level,level_rank,level_name,summary.",
    ),
    "extra column": (
        _bytes(HEADER.replace(b"\n", b",note\n")),
        f"{LEVELS}, row 1 (the header): has note, not known",
        "Make it the columns",
    ),
    "column in capitals": (
        _bytes(HEADER.replace(b"level_rank", b"Level_Rank")),
        "lacks level_rank. has Level_Rank, not known",
        "Make it the columns",
    ),
    "column twice": (
        _bytes(HEADER.replace(b"\n", b",level\n")),
        f"{LEVELS}, row 1 (the header): names a column twice",
        "Make it the columns",
    ),
    "semicolons": (
        _bytes((HEADER + RECORD).replace(b",", b";")),
        f"{LEVELS}, row 1 (the header): fields are separated by semicolons",
        "commas between the fields",
    ),
    "tabs": (
        _bytes((HEADER + RECORD).replace(b",", b"\t")),
        f"{LEVELS}, row 1 (the header): fields are separated by tabs",
        "commas between the fields",
    ),
    "nothing": (_bytes(b""), f"{LEVELS} is empty", "Make it the columns"),
    "only a mark": (_bytes(b"\xef\xbb\xbf"), f"{LEVELS} is empty", "Make it the"),
    "only a line break": (_bytes(b"\n"), f"{LEVELS} is empty", "Make it the columns"),
    "Latin-1": (
        _bytes(HEADER + RECORD + "sde,mid,2,Zoë,\n".encode("latin-1")),
        f"{LEVELS}, line 3: not UTF-8",
        "Save the file as CSV UTF-8",
    ),
    "Windows-1252": (
        _bytes(HEADER + "sde,mid,2,“Mid”,\n".encode("cp1252")),
        f"{LEVELS}, line 2: not UTF-8",
        "Save the file as CSV UTF-8",
    ),
    "header in Latin-1": (
        _bytes("framework_id,lével\n".encode("latin-1")),
        f"{LEVELS}, line 1: not UTF-8",
        "Save the file as CSV UTF-8",
    ),
    "UTF-16": (
        _bytes((HEADER + RECORD).decode().encode("utf-16")),
        f"{LEVELS} is no CSV in UTF-8",
        "Save it as CSV UTF-8",
    ),
    "UTF-16 without a mark": (
        _bytes((HEADER + RECORD).decode().encode("utf-16-le")),
        f"{LEVELS}, row 1: holds a NUL byte",
        "Save it as CSV UTF-8",
    ),
    "NUL": (
        _bytes(HEADER + RECORD + b"sde,mid,2,M\0id,\n"),
        f"{LEVELS}, row 3: holds a NUL byte",
        "Save it as CSV UTF-8",
    ),
    "binary": (
        _bytes(b"PK\x03\x04" + bytes(range(256)) * 9),
        f"{LEVELS} is no CSV in UTF-8, whatever its name says",
        "Save it as CSV UTF-8",
    ),
    "too few fields": (
        _bytes(HEADER + RECORD + b'sde,"m\ni\nd",2\n' + RECORD),
        f"{LEVELS}, row 3: Expected Number of Columns: 5 Found: 3",
        "commas between the fields",
    ),
    "too many fields": (
        _bytes(HEADER + RECORD + b"sde,mid,2,Mid,Works, alone\n" + RECORD),
        f"{LEVELS}, row 3: Expected Number of Columns: 5 Found: 6",
        "double quotes around a field that holds a comma",
    ),
    "open quote": (
        _bytes(HEADER + RECORD + b'sde,mid,2,"Mid,\n' + RECORD),
        f"{LEVELS}, row 3: Value with unterminated quote",
        "Save the file as CSV UTF-8",
    ),
    "text after a quote": (
        _bytes(HEADER + RECORD + b'sde,mid,2,"Mid"dle,\n'),
        f"{LEVELS}, row 3: ",
        "Save the file as CSV UTF-8",
    ),
    "LF, then CRLF": (
        _bytes(HEADER + RECORD + CRLF + RECORD),
        f"{LEVELS}, row 3: ends in another kind of line break",
        "Save the file with one kind",
    ),
    "CRLF, then LF": (
        _bytes(CRLF + b'sde,"e\nn",1,,\r\n' + RECORD + CRLF),
        f"{LEVELS}, row 3: ends in another kind of line break",
        "Save the file with one kind",
    ),
    "CR, then LF": (
        _bytes(HEADER.replace(b"\n", b"\r") + RECORD),
        f"{LEVELS}, row 2: ends in another kind of line break",
        "Save the file with one kind",
    ),
    "empty line": (
        _bytes(HEADER + b'sde,"en\n\ntry",1,,\n' + b"\n" + RECORD),
        f"{LEVELS}, row 3: is an empty line",
        "Remove it",
    ),
    "empty line of CRLF": (
        _bytes((HEADER + RECORD + b"\n" + RECORD).replace(b"\n", b"\r\n")),
        f"{LEVELS}, row 3: is an empty line",
        "Remove it",
    ),
    "Parquet named CSV": (
        _parquet(LEVELS),
        f"{LEVELS} is a Parquet file",
        "Rename it to .parquet",
    ),
    "CSV named Parquet": (
        _rename("framework_levels.parquet"),
        "framework_levels.parquet is no Parquet file",
        "Export it again",
    ),
    "Parquet cut off": (
        _cut_parquet,
        "framework_levels.parquet is a Parquet file without its end",
        "export it again",
    ),
    "CSV and Parquet": (
        _parquet("framework_levels.parquet"),
        "holds both framework_levels.csv and framework_levels.parquet",
        "Remove the one that is out of date",
    ),
    "unknown table": (
        _rename("framework_level.csv"),
        "framework_level.csv is no table of the export contract",
        "Rename it to one of framework_releases, framework_levels,",
    ),
    "name in capitals": (
        _rename("Framework_Levels.csv"),
        "Framework_Levels.csv would be passed over",
        "Make it framework_levels.csv or framework_levels.parquet",
    ),
    "packed": (
        _rename("framework_levels.csv.gz"),
        "framework_levels.csv.gz would be passed over",
        "Make it framework_levels.csv or framework_levels.parquet",
    ),
}


def _said(build: Build) -> str:
    """The one message of a failed run, on one line, without dbt's list of macros."""
    assert build.exit_code != 0
    assert "Traceback" not in build.output
    assert build.output.count("Encountered an error") == 1
    assert build.output.count("Compilation Error") == 1
    message = build.output.split("Compilation Error")[1].split("> in macro")[0]
    return " ".join(re.sub(r"^ in \S+ \S+ \(\S+\)", "", message).split())


def _asked(worker: DbtWorker, folder: Path, *check: str, **surroundings: Any) -> Build:
    """Run a check alone, as the hook of a build does and in less time.

    That builds run it, and build nothing when it refuses, other tests show.
    """
    return worker.run(folder, "run-operation", *check, **surroundings)


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_export_is_refused_in_one_message(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, case: str
):
    """It names the file, the place and the remedy."""
    spoil, place, remedy = MALFORMED[case]
    export = shutil.copytree(seed_export, tmp_path / "export")
    spoil(export)
    tables = json.dumps({"tables": [*EXPORT_TABLES]})
    check = ("check_export_tables", "--args", tables)
    said = _said(_asked(worker, tmp_path, *check, exports=export))
    assert place in said
    assert remedy in said
    assert str(export) in said


@pytest.mark.parametrize("command", ["build", "run", "test"])
def test_nothing_is_built_from_a_malformed_export(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, command: str
):
    """Whatever the command is, it refuses what the check alone refuses."""
    spoil, place, _ = MALFORMED["missing column"]
    export = shutil.copytree(seed_export, tmp_path / "export")
    spoil(export)
    build = worker.run(tmp_path, command, exports=export)
    assert place in _said(build)
    assert build.contents("staging", *PUBLIC_SCHEMAS) == {}


def test_a_folder_that_is_a_pattern_is_refused(worker: DbtWorker, tmp_path: Path):
    """DuckDB would read the folders that it matches."""
    copy_seeds(tmp_path / "exports_2025")
    export = copy_seeds(tmp_path / "exports_202?")
    said = _said(worker.run(tmp_path, "build", exports=export))
    assert f"{export} has one of * ? [ in its name" in said


def test_other_files_are_no_part_of_an_export(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
):
    """A README, hidden files and folders may be there."""
    export = shutil.copytree(seed_export, tmp_path / "export")
    (export / "README.md").write_text("# Where this comes from")
    (export / ".~lock.people.csv").write_text("")
    (export / "archive").mkdir()
    build = worker.run(tmp_path, "run", "-s", "stg_workforce__people", exports=export)
    assert build.exit_code == 0, build.output


# ---------------------------------------------------------------------------- vars

WRONG_VARS: dict[str, tuple[object, str]] = {
    "as_of_date": ("2026-13-01", "a day, YYYY-MM-DD"),
    "as_of_date in words": ("tomorrow", "a day, YYYY-MM-DD"),
    "known_at": ("2025-06-06 25:00:00", "a UTC moment"),
    "level_rule": ("newest", "one of prioritised, latest, highest"),
    "incomplete_level_severity": ("fatal", "one of error, warn"),
    "max_rejected_share": (7, "a share from 0 to 1"),
    "reject_suspicious": (["nonsense"], "a list, [] or of unknown_parent_team_id,"),
    "reject_suspicious as text": ("team_loop", "a list, [] or of"),
    "currency_months": (0, "a whole number of months"),
    "due_days": (-1, "a whole number of days"),
    "coverage_months": (0, "a whole number of months"),
    "benchmark_min_members": (0, "a whole number of people"),
    "cover_level": ("none", "the word of a level"),
    "cover_level without a word": ("", "the word of a level"),
    "pairing_days": ("a quarter", "a whole number of days"),
    "agreement_min_pairs": (0, "a whole number, 1 to 99999"),
    "suppression_threshold": (7, "a whole number of people, 8 to 99999"),
}


@pytest.mark.parametrize("case", WRONG_VARS)
def test_a_wrong_var_is_refused(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, case: str
):
    """The message names the var, its value and what it must be."""
    value, form = WRONG_VARS[case]
    name = case.split(maxsplit=1)[0]
    refused = _asked(
        worker,
        tmp_path,
        "check_vars",
        exports=seed_export,
        variables={name: value},
        parse_with={},
    )
    assert f"vars: {name} is '{value}'. Make it {form}" in _said(refused)


@pytest.mark.parametrize("case", ["level_rule", "incomplete_level_severity"])
def test_nothing_is_built_with_a_wrong_var(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, case: str
):
    """Not even with those that are at work when the project is parsed."""
    value, form = WRONG_VARS[case]
    build = worker.run(tmp_path, "run", exports=seed_export, variables={case: value})
    assert f"vars: {case} is '{value}'. Make it {form}" in _said(build)
    assert build.contents("staging", *PUBLIC_SCHEMAS) == {}


def test_memory_and_threads_can_be_bounded(
    worker: DbtWorker, seed_export: Path, tmp_path: Path
) -> None:
    """COMPETENCY_MEMORY_LIMIT and COMPETENCY_THREADS are DuckDB's limits."""
    shown = worker.run(
        tmp_path,
        *("show", "--quiet", "--output", "json", "--inline"),
        "select current_setting('memory_limit') as memory_limit,"
        " current_setting('threads') as threads",
        exports=seed_export,
        surroundings={"COMPETENCY_MEMORY_LIMIT": "1GiB", "COMPETENCY_THREADS": "3"},
    )
    assert shown.exit_code == 0, shown.output
    (row,) = json.loads(shown.output[shown.output.index("{") :])["show"]
    assert row == {"memory_limit": "1.0 GiB", "threads": 3}


@pytest.mark.parametrize("bound", ["COMPETENCY_MEMORY_LIMIT", "COMPETENCY_THREADS"])
def test_a_bound_that_is_none_is_named(
    worker: DbtWorker, seed_export: Path, tmp_path: Path, bound: str
) -> None:
    """Before the build file is opened, and with what to write instead."""
    build = worker.run(
        tmp_path, "run", exports=seed_export, surroundings={bound: "few"}
    )
    assert build.exit_code != 0
    assert f"{bound} is 'few', which DuckDB does not take. Make it one like" in (
        " ".join(build.output.split())
    )
    assert not build.file.exists()

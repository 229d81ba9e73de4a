"""Who somebody is leaves the team in no file: not in tables, artifacts or logs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from dbt_common.exceptions import DbtRuntimeError

from competency_warehouse.pseudonyms import (
    KEY_VARIABLE,
    Plugin,
    key_blocks,
    key_from_environment,
)
from warehouse import PROJECT, PSEUDONYM_KEY, Build, DbtWorker

# RFC 4231, test cases 1, 2, 4, 6 and 7: key, data and digest.
HMAC_VECTORS = [
    (
        b"\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        bytes(range(1, 26)),
        b"\xcd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        b"\xaa" * 131,
        b"This is a test using a larger than block-size key and a larger than "
        b"block-size data. The key needs to be hashed before being used by the "
        b"HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]


def keyed_hash(text: str, key: str = PSEUDONYM_KEY) -> str:
    """HMAC-SHA-256 by the standard library."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("key", "data", "digest"), HMAC_VECTORS)
def test_blocks_are_those_of_rfc_2104(key: bytes, data: bytes, digest: str) -> None:
    """Hashed by them, the test vectors of RFC 4231 come out."""
    inner, outer = key_blocks(key)
    inside = hashlib.sha256(inner + data).digest()
    assert hashlib.sha256(outer + inside).hexdigest() == digest


@pytest.mark.parametrize("key", ["k" * 32, "k" * 64, "k" * 65, "schlüssel " * 20])
def test_sql_hashes_as_python_does(
    demo: Build, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the model compiles to, with the plugin's variables, on ids of every kind."""
    sql = demo.file.parent.joinpath(
        "target/compiled/competency_warehouse/models/release/rls_person_skills.sql"
    ).read_text()
    (expression,) = re.findall(r"(sha256\(.*?\)) as person_key", sql, flags=re.DOTALL)
    monkeypatch.setenv(KEY_VARIABLE, key)
    ids = ["person_0001", "Zoë O'Neil", "職員 7", "x" * 200, " ", "person:person_0001"]
    with duckdb.connect() as connection:
        cursor = connection.cursor()
        Plugin("pseudonyms", {}).configure_cursor(cursor)
        cursor.execute("create table ids as select unnest($1) as person_id", [ids])
        found = cursor.table("ids").project(expression).fetchall()
    assert [pseudonym for (pseudonym,) in found] == [
        keyed_hash(f"person:{each}", key) for each in ids
    ]


def test_a_short_key_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """31 characters are too few, 32 enough, none at all is no key."""
    short = "abcdefghijklmnopqrstuvwxyz01234"
    monkeypatch.setenv(KEY_VARIABLE, short)
    with pytest.raises(DbtRuntimeError) as refused:
        Plugin("pseudonyms", {})
    assert KEY_VARIABLE in str(refused.value)
    assert "token_hex" in str(refused.value)
    assert short not in str(refused.value)
    monkeypatch.setenv(KEY_VARIABLE, short + "5")
    assert key_from_environment() == (short + "5").encode()
    monkeypatch.setenv(KEY_VARIABLE, "")
    assert key_from_environment() is None


def test_person_keys_are_of_the_people_under_the_key(demo: Build) -> None:
    """Each key is the keyed hash of somebody's id; the fingerprint is the key's."""
    keys = {key for (key,) in demo.table("release.rls_person_skills", "person_key")}
    people = {
        keyed_hash(f"person:{person}")
        for (person,) in demo.table("marts.dim_people", "person_id")
    }
    assert keys
    assert keys <= people
    assert demo.table("release.rls_build_info", "key_fingerprint") == [
        (keyed_hash("fingerprint:key")[:16],)
    ]


def test_without_a_key_there_are_no_pseudonyms(demo: Build, from_csv: Build) -> None:
    """And the counts are the same as with one."""
    assert from_csv.table("release.rls_person_skills", "*") == []
    assert from_csv.table("release.rls_build_info", "key_fingerprint") == [(None,)]
    without = {
        "release.rls_person_skills": None,
        "release.rls_build_info": None,
    }
    assert {**from_csv.contents("release"), **without} == {
        **demo.contents("release"),
        **without,
    }


def traces_of_the_key() -> dict[str, bytes]:
    """The key in every form in which it could have been written down."""
    key = PSEUDONYM_KEY.encode()
    forms = {"key": key}
    for name, block in zip(("inner", "outer"), key_blocks(key), strict=True):
        forms[f"{name} block"] = block[: len(key)]
    for name, form in list(forms.items()):
        forms[f"{name} in hex"] = form.hex().encode()
        forms[f"{name} in base64"] = base64.b64encode(form)[:40]
        forms[f"{name} as DuckDB prints it"] = "".join(
            chr(byte) if 32 <= byte < 127 and byte not in b"\\'\"" else f"\\x{byte:02X}"
            for byte in form
        ).encode()
    return forms


def people_in(build: Build) -> set[str]:
    """Ids, names and addresses of everyone."""
    return {
        value
        for row in build.table("marts.dim_people", "person_id, full_name, email")
        for value in row
    }


def test_the_release_names_nobody(demo: Build, tmp_path: Path) -> None:
    """Searched by its bytes: no id, name, address or key is in a copy of the tables."""
    copy = tmp_path / "release.duckdb"
    with duckdb.connect(str(copy)) as connection:
        # Compressed, a text would not be found by its bytes.
        connection.execute("pragma force_compression = 'uncompressed'")
        connection.execute(f"attach '{demo.file}' as build (read_only)")
        for (name,) in demo.rows(
            "select table_name from duckdb_tables() where schema_name = 'release'"
        ):
            connection.execute(f"create table {name} as from build.release.{name}")
        connection.execute("detach build")
    content = copy.read_bytes()
    # What is published is found this way.
    assert b"Example Organisation" in content
    assert keyed_hash("fingerprint:key")[:16].encode() in content
    for trace in [*(each.encode() for each in people_in(demo))]:
        assert not re.search(re.escape(trace) + rb"(?!\d)", content), trace
    for name, trace in traces_of_the_key().items():
        assert trace not in content, name


def test_artifacts_and_logs_name_nobody(demo: Build) -> None:
    """Nor anything that dbt wrote or printed, nor the database, holds the key."""
    files = [
        file
        for folder in ("target", "logs")
        for file in (demo.file.parent / folder).rglob("*")
        if file.is_file()
    ]
    assert {
        "manifest.json",
        "run_results.json",
        "dbt.log",
        "partial_parse.msgpack",
    } <= {file.name for file in files}
    # Examples of the unit tests are in the manifest: they are text of the project.
    examples = {
        name
        for file in (PROJECT / "models").rglob("*.yml")
        for name in re.findall(r"Example Person \d+", file.read_text())
    }
    people = "|".join(map(re.escape, sorted(people_in(demo) - examples)))
    named = re.compile(rf"(?:{people})(?!\d)".encode())
    written = {str(file): file.read_bytes() for file in files}
    written["output"] = demo.output.encode()
    for file, content in written.items():
        assert not named.search(content), file
    written["database"] = demo.file.read_bytes()
    for name, trace in traces_of_the_key().items():
        assert [file for file, content in written.items() if trace in content] == [], (
            name
        )


def test_columns_that_say_who_somebody_is_are_known(demo: Build) -> None:
    """Wherever an id, name or address of a person is, the log would withhold it."""
    macro = (PROJECT / "macros/build/is_personal.sql").read_text()
    _, _, arguments = macro.partition("modules.re.search(")
    pattern = "".join(re.findall(r"'([^']*)'", arguments))
    columns: dict[str, list[str]] = defaultdict(list)
    for schema, table, column in demo.rows(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " semi join duckdb_tables() using (schema_name, table_name)"
        " where schema_name in ('marts', 'quality', 'intermediate')"
        " and data_type = 'VARCHAR'"
    ):
        columns[f"{schema}.{table}"].append(column)
    found: set[str] = set()
    with duckdb.connect(str(demo.file), read_only=True) as connection:
        people = [*people_in(demo)]
        connection.execute("set variable people = $1", [people])
        for table, names in columns.items():
            holds = ", ".join(
                f"bool_or(list_contains(getvariable('people'), {name}))"
                for name in names
            )
            answers = connection.table(table).aggregate(holds).fetchall()[0]
            found |= {name for name, holds in zip(names, answers, strict=True) if holds}
    assert {"person_id", "full_name", "email", "mentor_id"} <= found
    strange = [column for column in sorted(found) if not re.search(pattern, column)]
    assert strange == []


def test_a_failing_test_prints_no_one(worker: DbtWorker, tmp_path: Path) -> None:
    """What is wrong is printed, who it is about is not, and where to see it is said."""
    result = {
        "status": "fail",
        "failures": 1,
        "node": {
            "resource_type": "test",
            "name": "every_gap_is_small",
            "compiled_path": "target/compiled/every_gap_is_small.sql",
            "compiled_code": "select 'person_0042' as person_id, 'Example Person 42'"
            " as only_full_name, 3 as gap, 'manager_id' as foreign_key,"
            " 'person_0043' as leads_nowhere",
        },
    }
    printed = worker.run(
        tmp_path,
        *("run-operation", "explain_failures", "--write-json"),
        *("--args", json.dumps({"results": [result]})),
    )
    assert printed.exit_code == 0, printed.output
    log = printed.output + (tmp_path / "logs" / "dbt.log").read_text()
    # The query itself is in the debug log: it is the test's.
    said = "\n".join(
        line for line in log.splitlines() if "FAIL" in line or " | " in line
    )
    assert "gap: 3" in printed.output
    assert "every_gap_is_small.sql" in printed.output
    assert "person_0042" not in printed.output
    assert "Example Person 42" not in printed.output
    assert "person_0043" not in printed.output
    assert "person_0043" not in said

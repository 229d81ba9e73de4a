"""Read a file through ADBC: arguments FILE and QUESTIONS."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import _duckdb
from adbc_driver_manager import dbapi

answers = []
with (
    dbapi.connect(
        driver=_duckdb.__file__,
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": sys.argv[1], "access_mode": "READ_ONLY"},
    ) as connection,
    connection.cursor() as cursor,
):
    for question in json.loads(Path(sys.argv[2]).read_text()):
        cursor.execute(question["digest"])
        (digest,) = cursor.fetchone()
        cursor.execute(question["all"])
        answers.append([digest, cursor.fetch_arrow_table().num_rows])
names = f"ADBC {version('adbc-driver-manager')}, duckdb {version('duckdb')}"
print(json.dumps({"version": names, "answers": answers}))

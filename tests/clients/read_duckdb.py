"""Read a file with whatever duckdb is on the path: arguments FILE and QUESTIONS."""

import json
import sys
from pathlib import Path

import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
answers = []
for question in json.loads(Path(sys.argv[2]).read_text()):
    (digest,) = connection.execute(question["digest"]).fetchone()
    rows = len(connection.execute(question["all"]).fetchall())
    answers.append([digest, rows])
print(json.dumps({"version": duckdb.__version__, "answers": answers}))

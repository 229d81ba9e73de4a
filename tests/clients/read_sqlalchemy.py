"""Read a file through SQLAlchemy: arguments FILE and QUESTIONS."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import sqlalchemy

engine = sqlalchemy.create_engine(
    f"duckdb:///{sys.argv[1]}", connect_args={"read_only": True}
)
answers = []
with engine.connect() as connection:
    for question in json.loads(Path(sys.argv[2]).read_text()):
        digest = connection.execute(sqlalchemy.text(question["digest"])).scalar_one()
        rows = len(connection.execute(sqlalchemy.text(question["all"])).fetchall())
        answers.append([digest, rows])
names = f"SQLAlchemy {version('sqlalchemy')}, duckdb-engine {version('duckdb-engine')}"
print(json.dumps({"version": names, "answers": answers}))

"""Whether the code that makes the tables is the same as before."""

from __future__ import annotations

import hashlib
from pathlib import Path

from competency_warehouse.git_state import PROJECT

# What decides a table's rows, beside the export and the vars.
SOURCES = ("dbt_project.yml", "models/**/*.sql", "macros/**/*.sql", "seeds/**/*.csv")


def project_hash(folder: Path = PROJECT) -> str:
    """SHA-256 of the names and contents of all models, macros, seeds and settings.

    Args:
        folder: the folder of the dbt project.
    """
    digest = hashlib.sha256()
    for path in sorted({path for one in SOURCES for path in folder.glob(one)}):
        for part in (path.relative_to(folder).as_posix().encode(), path.read_bytes()):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()

"""Write one release as the tables of the export contract, in CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.folder import write_table
from competency_warehouse.framework import Framework, Level, Release
from competency_warehouse.writers.written import Written


class CanonicalWriter:
    """A folder that ``competency import framework`` could have written."""

    form = "csv"
    is_folder = True

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release, everything in it included.

        Args:
            framework: what the release holds.
            release: which release it is.
            levels: its scale, lowest first.
        """
        tables = framework.tables(release)
        tables["framework_levels"] = [
            (
                release.framework_id,
                level.level,
                str(level.rank),
                level.name,
                level.summary,
            )
            for level in levels
        ]
        with tempfile.TemporaryDirectory() as aside:
            for name, rows in tables.items():
                write_table(Path(aside), EXPORT_TABLES[name], rows)
            files = {
                path.name: path.read_bytes().decode()
                for path in sorted(Path(aside).iterdir())
            }
        return Written(files)

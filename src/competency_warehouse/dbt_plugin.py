"""What dbt-duckdb asks this package while it opens the build file (profiles.yml)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger
from dbt_common.exceptions import DbtRuntimeError

from competency_warehouse.build_file import WAIT_SECONDS, WAIT_VARIABLE, open_when_free
from competency_warehouse.errors import UserError
from competency_warehouse.git_state import git_state
from competency_warehouse.project_hash import project_hash

logger = AdapterLogger("DuckDB")

# Settings of DuckDB, the variable that bounds each, and an example. Without it: four
# fifths of the machine's memory, where what does not fit is written to disk beside the
# build file; and all its processors.
BOUNDS = (
    ("memory_limit", "COMPETENCY_MEMORY_LIMIT", "8GB"),
    ("threads", "COMPETENCY_THREADS", "2"),
)


class Plugin(BasePlugin):
    """Waits for the build file, bounds what it takes, and says which code dbt runs.

    Without it, dbt ends in a traceback when somebody has the file open.
    """

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Take what the environment says; the profile says nothing."""
        try:
            self._wait = float(os.environ.get(WAIT_VARIABLE, WAIT_SECONDS))
        except ValueError as error:
            raise DbtRuntimeError(
                f"{WAIT_VARIABLE} is no number of seconds. Make it one, for example 30."
            ) from error
        self._git = git_state()
        self._project_hash = project_hash()

    def update_connection_config(
        self, creds: DuckDBCredentials, config: dict[str, Any]
    ) -> None:
        """Called right before dbt opens the file: see that it can."""
        for setting, variable, example in BOUNDS:
            if limit := os.environ.get(variable):
                config[setting] = limit
                try:
                    duckdb.connect(config={setting: limit}).close()
                except duckdb.Error as error:
                    raise DbtRuntimeError(
                        f"{variable} is '{limit}', which DuckDB does not take. Make it"
                        f" one like {example}."
                    ) from error
        try:
            # git keeps no empty folders: that of the file is not in a fresh clone.
            Path(creds.path).parent.mkdir(parents=True, exist_ok=True)
            open_when_free(
                Path(creds.path),
                lambda: duckdb.connect(creds.path, config=config),
                self._wait,
                logger.info,
            ).close()
        except UserError as error:
            # dbt asks for several connections before it gives up: wait for one.
            self._wait = 0.0
            raise DbtRuntimeError(error.message) from error
        except (duckdb.Error, OSError) as error:
            first_line = str(error).partition("\n")[0]
            raise DbtRuntimeError(
                f"{creds.path} cannot be opened to build in: {first_line}"
            ) from error

    def configure_cursor(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Called for each connection: leave the code where a macro finds it."""
        commit, is_modified = self._git or (None, None)
        cursor.execute("set variable git_commit = ?", [commit])
        cursor.execute("set variable git_is_modified = ?", [is_modified])
        cursor.execute("set variable project_hash = ?", [self._project_hash])

"""The key of the pseudonyms: from the environment into a session of DuckDB.

A plugin of dbt-duckdb (``profiles.yml`` names it). The macro ``pseudonym`` makes
HMAC-SHA-256 (RFC 2104) out of DuckDB's ``sha256`` and of the two blocks that the key is
mixed into, which each cursor of dbt gets here as variables. So the key never passes
through Jinja, which would keep it in compiled SQL and in the cache of the parse, and
is in no text of a query, which would be logged.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

KEY_VARIABLE = "COMPETENCY_PSEUDONYM_KEY"
SHORTEST_KEY = 32
_BLOCK_SIZE = hashlib.sha256().block_size


def key_blocks(key: bytes) -> tuple[bytes, bytes]:
    """The inner and the outer block of HMAC-SHA-256 for a key of any length."""
    if len(key) > _BLOCK_SIZE:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK_SIZE, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)


def key_from_environment() -> bytes | None:
    """The key, or None where the variable is unset or empty.

    Raises:
        DbtRuntimeError: the key is too short to keep anyone from guessing it.
    """
    key = os.fsencode(os.environ.get(KEY_VARIABLE, ""))
    if not key:
        return None
    if len(key) < SHORTEST_KEY:
        raise DbtRuntimeError(
            f"{KEY_VARIABLE} is too short: a key has {SHORTEST_KEY} characters or more."
            " Make one with `python3 -c 'import secrets; print(secrets.token_hex(32))'`"
            " and keep it as docs/privacy.md says, or unset the variable to build"
            " without pseudonyms."
        )
    return key


class Plugin(BasePlugin):
    """Gives each cursor of dbt the blocks of the key, or NULL without a key."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Read the key once for all cursors."""
        key = key_from_environment()
        self._blocks = (None, None) if key is None else key_blocks(key)

    def configure_cursor(self, cursor: Any) -> None:
        """Set the variables; they live as long as the cursor and are in no file."""
        inner, outer = self._blocks
        cursor.execute("set variable pseudonym_inner = $1::blob", [inner])
        cursor.execute("set variable pseudonym_outer = $1::blob", [outer])

"""Run SQLFluff's command line, a sixth faster."""

from __future__ import annotations

import multiprocessing

import dbt.mp_context
from sqlfluff.cli.commands import cli

from garbage import collect_less

# In its further processes too, which import this file.
collect_less()
# SQLFluff ends them while they still clear away, and Python then warns of locks of dbt
# that are left, which nobody uses here. Those of "fork" have no name to be left behind.
dbt.mp_context._MP_CONTEXT = multiprocessing.get_context("fork")

if __name__ == "__main__":
    cli()

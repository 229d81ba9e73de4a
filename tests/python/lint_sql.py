"""Run SQLFluff's command line, a sixth faster."""

from __future__ import annotations

from sqlfluff.cli.commands import cli

from garbage import collect_less

# In its further processes too, which import this file.
collect_less()

if __name__ == "__main__":
    cli()

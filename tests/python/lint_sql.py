"""Run SQLFluff's command line, a third faster."""

from __future__ import annotations

import multiprocessing
from uuid import UUID

from sqlfluff.cli.commands import cli
from sqlfluff.core import FluffConfig
from sqlfluff.core.linter.runner import MultiProcessRunner
from sqlfluff.core.parser import BaseSegment
from sqlfluff.utils.reflow.sequence import ReflowSequence

from garbage import collect_less


def _lay_out_a_file_once() -> None:
    """Four rules of layout ask for the same: where in its file each word stands."""
    lay_out = ReflowSequence.from_root
    laid_out: dict[UUID, ReflowSequence] = {}

    def from_root(root: BaseSegment, config: FluffConfig) -> ReflowSequence:
        if root.uuid not in laid_out:
            laid_out.clear()
            laid_out[root.uuid] = lay_out(root, config)
        first = laid_out[root.uuid]
        # Rules may exchange its elements.
        return ReflowSequence(
            [*first.elements], root, first.reflow_config, first.depth_map
        )

    ReflowSequence.from_root = from_root


def main() -> None:
    """Spare SQLFluff what it does again for each process and for each rule."""
    collect_less()
    # Its own are of "spawn": each imports everything anew, and some leave a lock, of
    # which Python warns.
    MultiProcessRunner.POOL_TYPE = multiprocessing.get_context("fork").Pool
    _lay_out_a_file_once()
    cli()


if __name__ == "__main__":
    main()

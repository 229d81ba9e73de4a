"""Python's garbage collector, in processes that make many objects that stay."""

from __future__ import annotations

import gc


def collect_less() -> None:
    """Look for garbage when hundreds of thousands of new objects are there.

    By default it is whenever 700 are: a sixth of SQLFluff's time, and a tenth or so of
    that of dbt and of the tests, which compare as many rows.
    """
    gc.set_threshold(200_000, 20, 50)

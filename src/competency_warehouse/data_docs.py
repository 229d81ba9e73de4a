"""Data Docs: what is promised, and whether it is kept, as a page for everybody.

The pages that Great Expectations makes load styles and scripts from elsewhere. This is
a single file that asks nothing of any server and shows text from the tables as text. It
has no time of day on it: equal files give equal pages.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from competency_warehouse.folder import written_aside

if TYPE_CHECKING:
    from competency_warehouse.validation import Outcome, Validation

# As macros/build/is_personal.sql, which keeps the same out of the logs.
PERSONAL = re.compile(
    r"(^|_)((person|assessor|manager|mentor|assessment)_(id|name)s?|full_names?|emails?"
    r"|evidence|record_key|raw_record)$"
)
MASK = "***"
ANSWERS = {"kept": "✔ yes", "broken": "✘ no", "look": "! look at it"}


@dataclass(frozen=True)
class Table:
    """A table with its promises, as the page shows it."""

    name: str
    about: str
    row_count: int | None
    outcomes: tuple[Outcome, ...]


def write(validation: Validation, folder: Path) -> None:
    """Write ``index.html``, and ``results.json`` for programs, into a folder.

    Examples are shown without what says who somebody is: the folder may be looked at by
    more people than the file. The command line shows them whole.

    Raises:
        UserError: the folder cannot be made or written.
    """
    validation = without_persons(validation)
    with written_aside(folder) as aside:
        (aside / "index.html").write_text(page(validation), encoding="utf-8")
        (aside / "results.json").write_text(results(validation), encoding="utf-8")


def without_persons(validation: Validation) -> Validation:
    """Give the validation with examples in which no column names a person."""
    return replace(
        validation,
        outcomes=tuple(
            replace(
                outcome,
                examples=tuple(
                    {
                        column: MASK if PERSONAL.search(column) else value
                        for column, value in example.items()
                    }
                    for example in outcome.examples
                ),
            )
            for outcome in validation.outcomes
        ),
    )


def page(validation: Validation) -> str:
    """Give the page as HTML."""
    environment = Environment(
        loader=PackageLoader("competency_warehouse"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("data_docs.html").render(
        title=validation.title,
        verdict=verdict(validation),
        passed=validation.passed,
        facts=validation.facts,
        broken=validation.broken,
        to_look_at=validation.to_look_at,
        tables=[
            Table(name, validation.about.get(name, ""), outcomes[0].row_count, outcomes)
            for name, outcomes in (
                (name, tuple(group))
                for name, group in groupby(validation.outcomes, attrgetter("table"))
            )
        ],
        answers=ANSWERS,
        kind_of=kind_of,
    )


def results(validation: Validation) -> str:
    """Give the results as JSON."""
    return (
        json.dumps(
            {
                "passed": validation.passed,
                "built_from": validation.facts,
                "promises": [
                    {**asdict(outcome), "is_kept": outcome.is_kept}
                    for outcome in validation.outcomes
                ],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def verdict(validation: Validation) -> str:
    """Say in a sentence whether the file can be relied on."""
    asked = len(validation.outcomes)
    if validation.broken:
        return f"No: {len(validation.broken)} of {asked} promises are broken."
    if validation.to_look_at:
        look = len(validation.to_look_at)
        return f"Yes, but {look} of {asked} lines should be looked at."
    return f"Yes: all {asked} promises are kept."


def kind_of(outcome: Outcome) -> str:
    """Give ``kept``, ``broken`` or ``look``."""
    if outcome.is_kept:
        return "kept"
    return "broken" if outcome.is_critical else "look"

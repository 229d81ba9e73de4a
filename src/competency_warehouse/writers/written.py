"""What a writer gives back, and the proof that nothing was lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from competency_warehouse.errors import UserError
from competency_warehouse.framework import Framework, FrameworkBuilder
from competency_warehouse.readers import Page, Reader


@dataclass(frozen=True)
class Written:
    """The files of a framework in some form.

    Attributes:
        files: their texts by name.
        notes: remarks for the person, above all on what is left out.
    """

    files: Mapping[str, str]
    notes: tuple[str, ...] = ()


def prove(
    framework: Framework, files: Mapping[str, str], reader: Reader, form: str
) -> None:
    """See that reading the files gives the framework again.

    Args:
        framework: what was written; its unplaced lines do not count.
        files: texts by name.
        reader: the reader of the form.
        form: what the form is called, for the message.

    Raises:
        UserError: it gives another framework.
    """
    builder = FrameworkBuilder()
    for name, text in files.items():
        reader.read(Page(name, text.encode()), builder)
    back = builder.build()
    for kind in ("nodes", "descriptors", "attributes"):
        wanted, got = getattr(framework, kind), getattr(back, kind)
        if wanted != got:
            lost = next((each for each in wanted if each not in got), "their order")
            raise UserError(
                f"{form} cannot hold these {kind}: {lost}. Mend them in the framework, "
                "or write another format."
            )
    if back.unplaced:
        raise UserError(
            f"{form} cannot hold this: {back.unplaced[0].text}. Mend it in the "
            "framework, or write another format."
        )

"""Write a framework as a matrix spreadsheet, CSV: a row for each skill."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from competency_warehouse.framework import (
    NODE_TYPES,
    Framework,
    Level,
    Node,
    Release,
)
from competency_warehouse.readers.matrix import (
    COLUMNS,
    DESCRIPTION,
    OUTLINE,
    MatrixReader,
)
from competency_warehouse.writers.markdown_tabs import TITLES
from competency_warehouse.writers.written import Written, prove

FILE = "matrix.csv"

# Without a bullet, which is taken off again, these lines would lose their own bullet,
# or be a formula to a spreadsheet program. A bullet with no text is an empty level.
_NEEDS_BULLET = re.compile(r"[-*\u2022=+@]|$")


class MatrixWriter:
    """A row for each skill, a column for each level, a line for each descriptor."""

    form = "matrix"
    is_folder = False

    def write(
        self, framework: Framework, release: Release, levels: Sequence[Level]
    ) -> Written:
        """Write a release; a matrix has no place for the facts about the release.

        Domains and subdomains have rows of their own where they have a description,
        attributes, or nothing below them. Descriptions and each kind of attribute have
        a column if there are any.

        Raises:
            UserError: the framework holds something that a matrix cannot hold, such as
                a descriptor of two lines: reading it back would give another framework.
        """
        texts = _texts(framework)
        extra = dict.fromkeys(column for _, column in texts if column not in COLUMNS)
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow([*COLUMNS.values(), *map(_title, extra)])
        for path in _paths(framework, texts):
            names = {
                column: node.name for column, node in zip(OUTLINE, path, strict=False)
            }
            writer.writerow(
                names.get(column) or texts.get((path[-1].node_id, column), "")
                for column in (*COLUMNS, *extra)
            )
        files = {FILE: table.getvalue()}
        prove(framework, files, MatrixReader(), "A matrix")
        return Written(files)


def _title(column: str) -> str:
    return TITLES.get(column, column.replace("_", " ").capitalize())


def _texts(framework: Framework) -> dict[tuple[str, str], str]:
    """What stands in the cells below the outline, by node id and column."""
    lines: dict[tuple[str, str], list[str]] = {}
    for each in framework.descriptors:
        lines.setdefault((each.skill_id, each.level), []).append(each.text)
    for fact in framework.attributes:
        if not fact.level:
            lines.setdefault((fact.node_id, fact.kind), []).append(fact.value)
    texts = {
        (node.node_id, DESCRIPTION): node.description
        for node in framework.nodes
        if node.description
    }
    return texts | {key: _cell(each) for key, each in lines.items()}


def _cell(lines: Iterable[str]) -> str:
    bulleted = (
        f"\u2022 {line}".strip() if _NEEDS_BULLET.match(line) else line
        for line in lines
    )
    return "\n".join(bulleted)


def _paths(
    framework: Framework, texts: dict[tuple[str, str], str]
) -> Iterator[list[Node]]:
    """The node of each row, below those above it."""
    nodes = {node.node_id: node for node in framework.nodes}
    told = {node_id for node_id, _ in texts}
    parents = {node.parent_id for node in framework.nodes}
    for node in framework.nodes:
        is_skill = node.node_type == NODE_TYPES[-1]
        if is_skill or node.node_id in told or node.node_id not in parents:
            path = [node]
            while path[0].parent_id in nodes:
                path.insert(0, nodes[path[0].parent_id])
            yield path

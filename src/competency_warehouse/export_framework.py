"""``competency export framework``: one release of an export folder in another form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from competency_warehouse.console import facts, say
from competency_warehouse.contract import EXPORT_TABLES, FRAMEWORK_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.folder import read_table, written_aside
from competency_warehouse.framework import (
    LEVEL_RANKS,
    NODE_TYPES,
    Framework,
    Level,
    Node,
    Release,
    Row,
)
from competency_warehouse.import_framework import WRITTEN
from competency_warehouse.writers import WRITERS


def read_release(
    folder: Path, framework_id: str, release_id: str | None = None
) -> tuple[Framework, Release, list[Level]]:
    """Read one release of an export folder.

    Args:
        folder: the export folder.
        framework_id: the framework.
        release_id: the release; by default the published one that is the latest.

    Returns:
        The framework as it stands there, the release, and its scale.

    Raises:
        UserError: the folder does not hold it, or a row of it makes no sense.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder. Name the export folder to read.")
    tables = {name: read_table(folder, EXPORT_TABLES[name]) for name in WRITTEN}
    release = _release(folder, tables["framework_releases"], framework_id, release_id)
    levels = _levels(folder, tables["framework_levels"], framework_id)
    try:
        framework = Framework.from_tables(tables, framework_id, release.release_id)
    except ValueError as error:
        raise UserError(
            f"{folder}: a position or line of release {release.release_id} of "
            f"{framework_id} is no whole number: {error}. Mend the row."
        ) from error
    _check(folder, framework)
    return framework, release, levels


def _release(
    folder: Path, rows: list[Row], framework_id: str, release_id: str | None
) -> Release:
    path = folder / "framework_releases.csv"
    mine = [Release(*row[:-1]) for row in rows if row[0] == framework_id]
    known = ", ".join(f"{each.release_id} ({each.status})" for each in mine)
    if not mine:
        frameworks = ", ".join(sorted({row[0] for row in rows})) or "none"
        raise UserError(
            f"{path} has no release of {framework_id}. It has these frameworks: "
            f"{frameworks}."
        )
    for release in mine:
        try:
            date.fromisoformat(release.released_on)
        except ValueError as error:
            raise UserError(
                f"{path}: {release.released_on!r}, the day of release "
                f"{release.release_id}, is no date. Write it as 2025-05-02."
            ) from error
    if release_id is None:
        published = [each for each in mine if each.status == "published"]
        if not published:
            raise UserError(
                f"No release of {framework_id} is published. Name one with --release: "
                f"{known}."
            )
        return sorted(published, key=lambda each: each.released_on)[-1]
    for release in mine:
        if release.release_id == release_id:
            return release
    raise UserError(
        f"{path} has no release {release_id} of {framework_id}. It has {known}."
    )


def _levels(folder: Path, rows: list[Row], framework_id: str) -> list[Level]:
    declared = {row[1]: row for row in rows if row[0] == framework_id}
    ranks = {level: row[2] for level, row in declared.items()}
    if ranks != {level: str(rank) for level, rank in LEVEL_RANKS.items()}:
        has = ", ".join(f"{level} ({rank})" for level, rank in ranks.items()) or "none"
        wanted = ", ".join(f"{level} ({rank})" for level, rank in LEVEL_RANKS.items())
        raise UserError(
            f"{folder / 'framework_levels.csv'} declares the levels {has} for "
            f"{framework_id}, but only {wanted} can be written. Mend the file."
        )
    return [
        Level(level, rank, *declared[level][3:]) for level, rank in LEVEL_RANKS.items()
    ]


def _check(folder: Path, framework: Framework) -> None:
    """See that every row belongs to something that is there."""
    types = {node.node_id: node.node_type for node in framework.nodes}
    for node in framework.nodes:
        depth = NODE_TYPES.index(node.node_type) if node.node_type in NODE_TYPES else -1
        above = types.get(node.parent_id, "")
        if depth < 0 or above != ("", *NODE_TYPES)[depth]:
            raise UserError(
                f"{folder / 'framework_outline.csv'}: {node.node_id!r} is a "
                f"{node.node_type!r} below {node.parent_id!r}. A domain is below "
                "nothing, a subdomain below a domain, a skill below a subdomain."
            )
    for table, node_id, level, is_right in (
        *(
            ("descriptors", each.skill_id, each.level, each.level in LEVEL_RANKS)
            for each in framework.descriptors
        ),
        *(
            (
                "attributes",
                each.node_id,
                each.level,
                each.level in {"", *LEVEL_RANKS},
            )
            for each in framework.attributes
        ),
    ):
        if not is_right or node_id not in types:
            raise UserError(
                f"{folder / f'framework_{table}.csv'}: {node_id!r} at level {level!r} "
                "is not in the outline, or no such level. Mend the row."
            )


def in_reading_order(framework: Framework) -> Framework:
    """The framework as readers give it: each node before its children, then the next.

    Positions count from 1 without gaps; what stands at them stays in its order.
    """
    children: dict[str, list[Node]] = defaultdict(list)
    for node in framework.nodes:
        children[node.parent_id].append(node)

    def below(parent_id: str) -> Iterator[Node]:
        found = sorted(children.get(parent_id, ()), key=lambda node: node.position)
        for position, node in enumerate(found, 1):
            yield replace(node, position=position)
            yield from below(node.node_id)

    nodes = tuple(below(""))
    order = {node.node_id: place for place, node in enumerate(nodes)}
    descriptors = sorted(
        framework.descriptors,
        key=lambda each: (
            order[each.skill_id],
            LEVEL_RANKS[each.level],
            each.position,
        ),
    )
    attributes = sorted(
        framework.attributes,
        key=lambda each: (
            order[each.node_id],
            LEVEL_RANKS.get(each.level, 0),
            each.kind,
            each.position,
        ),
    )
    return replace(
        framework,
        nodes=nodes,
        descriptors=tuple(descriptors),
        attributes=tuple(attributes),
    )


_EXAMPLE = """\b
Example:
  competency export framework exports --to case --framework sde --out sde.json
"""


@click.command("framework", epilog=_EXAMPLE)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(sorted(WRITERS)),
    help="case: a CASE 1.1 package. moodle: the CSV that Moodle imports. markdown: a "
    "page for each domain. csv: the canonical tables, of this release alone.",
)
@click.option(
    "--framework",
    "framework_id",
    required=True,
    help="Id of the framework, for example sde.",
)
@click.option(
    "--release",
    "release_id",
    help="Id of the release.  [default: the latest that is published]",
)
@click.option(
    "--out",
    required=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The file to write, for case and moodle; a file that is there is replaced. "
    "Else a folder, which must be new or empty.",
)
def export_framework(
    folder: Path, form: str, framework_id: str, release_id: str | None, out: Path
) -> None:
    """Write one release of an export folder in another form.

    FOLDER is an export folder, as "competency import framework" writes it.

    What is written is read back before it is put in place, and must give the same
    framework. What the form has no place for is refused, or named.
    """
    writer = WRITERS[form]
    framework, release, levels = read_release(folder, framework_id, release_id)
    if form == "csv":
        notes = list(_other_tables(folder, framework_id))
    else:
        framework = in_reading_order(framework)
        lines = len(framework.unplaced)
        notes = [f"{lines} lines without a place"] if lines else []
    _check_target(folder, out, writer.is_folder)
    written = writer.write(framework, release, levels)
    with written_aside(out if writer.is_folder else out.absolute().parent) as aside:
        for name, text in written.files.items():
            target = aside / (name if writer.is_folder else out.name)
            target.write_bytes(text.encode())
    say(f"Wrote release {release.release_id} of {framework_id} to {out}.")
    for note in notes:
        say(f"Left out: {note}.")
    for note in written.notes:
        say(f"Note: {note}.")
    facts(written=sorted(written.files), left_out=notes, notes=written.notes, out=out)


def _other_tables(folder: Path, framework_id: str) -> Iterator[str]:
    """The tables about a framework that are about more than one release of it."""
    for table in FRAMEWORK_TABLES:
        if table.name not in WRITTEN:
            rows = [row for row in read_table(folder, table) if row[0] == framework_id]
            if rows:
                yield f"{table.name} ({len(rows)} rows), not of one release"


def _check_target(folder: Path, out: Path, is_folder: bool) -> None:
    if out.absolute().parent.resolve() == folder.resolve() and not is_folder:
        raise UserError(
            f"{out} is in the export folder, which holds its own tables alone. Name a "
            "file elsewhere."
        )
    if not is_folder and out.is_dir():
        raise UserError(f"{out} is a folder. Name the file to write.")
    if is_folder and out.is_dir() and any(out.iterdir()):
        raise UserError(f"{out} is not empty. Name a new folder, or empty this one.")

"""``competency lineage suggest``: what the warehouse proposes, as rows to review."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

from competency_warehouse.build_file import locked_by
from competency_warehouse.console import facts, note, say
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.folder import written_aside
from competency_warehouse.rejects import safe

LINEAGE = EXPORT_TABLES["framework_lineage"]
BUILT = "build/competency.duckdb"

_RELEASES = "select framework_id, release_id from marts.dim_framework_releases"

_PROPOSALS = """
    select
        framework_id,
        base_release_id,
        from_skill_id,
        release_id,
        to_skill_id,
        change,
        from_skill_name,
        to_skill_name,
        score,
        not is_reworded and levels_added is null and levels_lost is null
            as has_same_text
    from marts.rpt_release_changes
    where
        not is_confirmed
        and score >= $least
        and ($framework_id is null or framework_id = $framework_id)
        and ($release_id is null or release_id = $release_id)
    order by framework_id, release_id, score desc, from_skill_id, to_skill_id
"""


@dataclass(frozen=True)
class Proposal:
    """Two skills that may belong together, as ``rpt_release_changes`` has them.

    Attributes:
        framework_id: the framework.
        from_release_id: the release that is revised.
        from_skill_id: its skill.
        to_release_id: the release that revises it.
        to_skill_id: its skill.
        change: what it would be, for example renamed or split.
        from_name: name of the one skill.
        to_name: name of the other.
        score: how sure it is, 0 to 1.
        has_same_text: whether description and descriptors say the same.
    """

    framework_id: str
    from_release_id: str
    from_skill_id: str
    to_release_id: str
    to_skill_id: str
    change: str
    from_name: str | None
    to_name: str | None
    score: float
    has_same_text: bool

    def row(self) -> tuple[str, ...]:
        """The row of ``framework_lineage`` that would confirm it."""
        is_part = self.change in {"split", "merged"}
        is_exact = self.has_same_text and not is_part
        return (
            self.framework_id,
            self.from_release_id,
            self.from_skill_id,
            self.to_release_id,
            self.to_skill_id,
            "exactMatchOf" if is_exact else "replacedBy",
            f"Proposed: {self.change}, score {self.score:.2f}. "
            f"{self.from_name or self.from_skill_id} -> "
            f"{self.to_name or self.to_skill_id}",
        )


def read_proposals(
    warehouse: Path, framework_id: str | None, release_id: str | None, least: float
) -> list[Proposal]:
    """Read what a built warehouse proposes.

    Args:
        warehouse: the DuckDB file.
        framework_id: of this framework only; None for all.
        release_id: of this release only; None for all.
        least: the lowest score.

    Returns:
        The proposals, by framework and release, the surest first.

    Raises:
        UserError: the file cannot be read, or does not hold what was asked for.
    """
    if not warehouse.is_file():
        raise UserError(
            f"{warehouse} is no file. Build the warehouse first (dbt build), or name "
            "its file with --warehouse."
        )
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            _check(connection.execute(_RELEASES).fetchall(), framework_id, release_id)
            values = {
                "framework_id": framework_id,
                "release_id": release_id,
                "least": least,
            }
            found = connection.execute(_PROPOSALS, values).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise UserError(
            f"{warehouse} has no table marts.rpt_release_changes as this project makes "
            "it. Build it again (dbt build)."
        ) from error
    except duckdb.Error as error:
        if holder := locked_by(error):
            raise UserError(
                f"{warehouse} is open in {holder}, perhaps a build. Try again when it "
                "is done."
            ) from error
        first_line = str(error).partition("\n")[0]
        raise UserError(
            f"{warehouse} cannot be read as a DuckDB file: {first_line}"
        ) from error
    return [Proposal(*row) for row in found]


def _check(
    releases: list[tuple[str, str]], framework_id: str | None, release_id: str | None
) -> None:
    """See that what is asked for is there."""
    frameworks = sorted({name for name, _ in releases})
    if framework_id is not None and framework_id not in frameworks:
        known = ", ".join(frameworks) or "none"
        raise UserError(
            f"The warehouse has no framework {framework_id}. It has these: {known}."
        )
    known_releases = sorted(
        {name for framework, name in releases if framework_id in {None, framework}}
    )
    if release_id is not None and release_id not in known_releases:
        known = ", ".join(known_releases) or "none"
        raise UserError(
            f"The warehouse has no release {release_id}. It has these: {known}."
        )


def _table(proposals: list[Proposal]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LINEAGE.columns)
    writer.writerows(map(safe, proposal.row()) for proposal in proposals)
    return text.getvalue()


_EXAMPLE = """\b
Example:
  competency lineage suggest --framework sde --out proposed.csv
"""


@click.command("suggest", epilog=_EXAMPLE)
@click.option(
    "--warehouse",
    default=BUILT,
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The built warehouse.",
)
@click.option(
    "--framework",
    "framework_id",
    help="Id of the framework, for example sde.  [default: all]",
)
@click.option(
    "--release", "release_id", help="Id of the release that changed.  [default: all]"
)
@click.option(
    "--min-score",
    "least",
    default=0.0,
    type=click.FloatRange(0, 1),
    help="Leave out what is less sure, 0 to 1.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file to write.  [default: standard output]",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def suggest(warehouse: Path, out: Path | None, force: bool, **asked: Any) -> None:
    """Propose rows of framework_lineage, to be reviewed.

    Skills that are gone and skills that are new may be the same under another name, or
    parts of one another. The warehouse finds such pairs by their words, in
    marts.rpt_release_changes; this command writes them as rows of the lineage. Nothing
    is confirmed until somebody has added a row to the export.
    """
    if out is not None and out.is_dir():
        raise UserError(f"{out} is a folder. Name the file to write.")
    if out is not None and out.exists() and not force:
        raise UserError(f"{out} is there already. Name another, or add --force.")
    proposals = read_proposals(warehouse, **asked)
    facts(proposals=[asdict(proposal) for proposal in proposals], file=out)
    if not proposals:
        note("Nothing to propose, and nothing written.")
        return
    if out is None:
        say(_table(proposals).removesuffix("\n"), is_answer=True)
    else:
        with written_aside(out.absolute().parent) as aside:
            (aside / out.name).write_bytes(_table(proposals).encode())
    rows = "1 row" if len(proposals) == 1 else f"{len(proposals)} rows"
    note(
        f"Proposed {rows}{f', written to {out}' if out else ''}. Review them: delete "
        "what is wrong (or keep it as isRelatedTo, and it is not proposed again), say "
        "why in the note, add the rows to framework_lineage.csv of the export, and "
        "build again."
    )

"""``competency report``: pages for people who write no SQL."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from competency_warehouse.console import facts, say, step
from competency_warehouse.errors import UserError
from competency_warehouse.publish import PUBLISHED
from competency_warehouse.published_set import DATA_DOCS, RELEASE_FILE, TEAM_FILE

TEAM_REPORT = "report"
RELEASE_REPORT = "report_release"
PREVIOUS = "previous"

_EXAMPLE = """\b
Examples:
  competency report
  competency report --published /srv/dist --out /srv/pages
  competency report --people 1000
"""


@click.command("report", epilog=_EXAMPLE)
@click.option(
    "--published",
    default=PUBLISHED,
    show_default=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where the published files are.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where to write report and report_release.  [default: beside the files]",
)
@click.option(
    "--teams",
    default=100,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many teams have a page, the whole and the next below it first.",
)
@click.option(
    "--people",
    default=200,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many people have a page.",
)
def report(published: Path, out: Path | None, teams: int, people: int) -> None:
    """Write the report: pages that anybody can open, made from the published files.

    report/index.html is the team's edition, with names. report_release/index.html is
    made of the release file alone, and only where there is one. Both open from the
    disk and ask nothing of any server. Only publishing decides what may be shown.
    """
    # Vega and Altair take a second to import: only where they are used.
    release, site, team = (
        importlib.import_module(f"competency_warehouse.report.{name}")
        for name in ("release", "site", "team")
    )

    out = out or published
    file = published / TEAM_FILE
    if not file.is_file():
        raise UserError(
            f"{file} is not there: nothing was published yet. Build and publish: make "
            "warehouse."
        )
    with (
        step("Writing the team's edition"),
        site.written_anew(out / TEAM_REPORT) as folder,
    ):
        docs = published / DATA_DOCS / Path(TEAM_FILE).stem / "index.html"
        count = team.write(
            file,
            folder,
            _previous(published),
            team.relative(docs, out / TEAM_REPORT) if docs.is_file() else None,
            {"team_id": teams, "person_id": people},
        )
    pages = {TEAM_REPORT: count}
    say(f"Report in {out / TEAM_REPORT / 'index.html'}: {count} pages.")
    file = published / RELEASE_FILE
    if file.is_file():
        with (
            step("Writing the release edition"),
            site.written_anew(out / RELEASE_REPORT) as folder,
        ):
            count = release.write(file, folder)
        pages[RELEASE_REPORT] = count
        say(f"Release edition in {out / RELEASE_REPORT / 'index.html'}: {count} pages.")
    facts(pages=pages, folder=out)


def _previous(published: Path) -> Path | None:
    """The team's file of the publication before, where it was kept."""
    kept = [
        file
        for file in (published / PREVIOUS).glob(f"*/{TEAM_FILE}")
        if file.parent.name.isdigit()
    ]
    return max(kept, key=lambda file: int(file.parent.name), default=None)

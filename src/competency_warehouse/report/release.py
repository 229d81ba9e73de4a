"""The release edition: only what may leave the team, from the release tables."""

from __future__ import annotations

from pathlib import Path

from competency_warehouse.report.exhibits import Column, Exhibit, Source
from competency_warehouse.report.site import Page, Site, write_mark

TITLE = "Release edition"
WARNING = (
    "Rounded counts; small numbers are withheld. No person is named. Hand it only "
    "to those who may have the release."
)
MENU = (
    ("index.html", "Overview"),
    ("teams.html", "Teams"),
    ("roles.html", "Roles"),
    ("raters.html", "Raters"),
)


def write(file: Path, folder: Path) -> int:
    """Write the release edition.

    Args:
        file: the published release file.
        folder: an empty folder that becomes the report.

    Returns:
        How many pages there are.

    Raises:
        UserError: the file cannot be read.
    """
    source = Source(file, "release")
    try:
        ((about),) = source.ask("about").rows
        site = Site(folder, TITLE, WARNING, about, "withheld", MENU)
        pages = _pages(source, about)
        for page in pages:
            site.write(page)
        write_mark(folder, {"edition": TITLE, **about, "pages": len(pages)})
        return len(pages)
    finally:
        source.close()


def _pages(source: Source, about: dict) -> list[Page]:
    coverage, roles = source.ask("coverage"), source.ask("roles")
    agreement = source.ask("agreement")
    step = f"counts to the nearest {about['rounding_base']}"
    teams = Exhibit(
        "coverage",
        "How many people of a team hold which level?",
        f"Members, {step}",
        coverage,
        (
            Column("team_name", "team", is_filter=True),
            Column("skill_name", "skill", is_filter=True),
            Column("level", "level", is_filter=True),
            Column("member_count", "members", "number"),
            Column("at_or_above_count", "at it or above", "number"),
            Column("at_or_above_share", "share", "share"),
            Column("none_count", "none", "number"),
            Column("stale_count", "stale", "number"),
            Column("not_assessed_count", "not assessed", "number"),
        ),
        f"Teams of fewer than {about['group_minimum']} people are not broken down. "
        "None: assessed, and below the first level. Stale: out of date.",
        empty="No team is large enough.",
    )
    gaps = Exhibit(
        "roles",
        "In which skills is a role below what it requires?",
        f"People with the role, {step}",
        roles,
        (
            Column("role_name", "role", is_filter=True),
            Column("skill_name", "skill", is_filter=True),
            Column("importance", "importance", is_filter=True),
            Column("required_level", "required"),
            Column("people_count", "people", "number"),
            Column("met_count", "met", "number"),
            Column("below_count", "below", "number"),
            Column("stale_count", "stale", "number"),
            Column("not_assessed_count", "not assessed", "number"),
            Column("met_share", "met", "share"),
        ),
        f"Roles of fewer than {about['group_minimum']} people are not broken down.",
        empty="No role is held by enough people.",
    )
    raters = Exhibit(
        "raters",
        "How far do raters agree?",
        f"Pairs of ratings, {step}; {about['agreement_min_pairs']} pairs or more",
        agreement,
        (
            Column("scope", "scope"),
            Column("scope_name", "of"),
            Column("raters", "raters"),
            Column("pair_count", "n pairs", "number"),
            Column("people_count", "people", "number"),
            Column("exact_share", "same level", "share"),
            Column("mean_difference", "difference", "sign"),
            Column("quadratic_weighted_kappa", "kappa", "ratio"),
        ),
        "Kappa depends on how the levels are spread: read it beside the share of the "
        "same level. It has no scale of good and bad.",
        empty="No group has enough pairs.",
    )
    return [
        Page(
            "index.html",
            "What may be told outside the team",
            exhibits=(raters,),
            more={
                "intro": "These pages are made of the release tables alone: no names, "
                f"no ids, no count of 1 to {about['smallest_count'] - 1}, no group of "
                f"fewer than {about['group_minimum']} people. Withheld is not nought.",
            },
        ),
        Page("teams.html", "Teams", exhibits=(teams,)),
        Page("roles.html", "Roles", exhibits=(gaps,)),
        Page("raters.html", "Raters", exhibits=(raters,)),
    ]

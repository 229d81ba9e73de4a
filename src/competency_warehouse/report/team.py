"""The team's edition: pages about teams and people, with names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from competency_warehouse.errors import UserError
from competency_warehouse.report import charts
from competency_warehouse.report.exhibits import (
    Answer,
    Chart,
    Column,
    Exhibit,
    Row,
    Source,
)
from competency_warehouse.report.site import Page, Site, number, share, write_mark

TITLE = "Team edition"
WARNING = "Holds names and people's levels. Not for outside the team."
MENU = (
    ("index.html", "Overview"),
    ("teams.html", "Teams"),
    ("people.html", "People"),
    ("framework.html", "Framework"),
    ("calibration.html", "Calibration"),
    ("assurance.html", "Assurance"),
)
# A chart with more is no longer read.
TEAMS_IN_HEATMAP = 24

TEAM_QUERIES = (
    *("strong", "thin", "coverage", "exposed", "leavers", "trend", "training"),
)
PERSON_QUERIES = ("person_roles", "person_profile", "person_steps", "person_progress")

REQUIREMENT_COLUMNS = (
    Column("required_count", "required of", "number"),
    Column("met_count", "met", "number"),
    Column("below_count", "below", "number"),
    Column("stale_count", "stale", "number"),
    Column("not_assessed_count", "not assessed", "number"),
)


@dataclass(frozen=True)
class Edition:
    """What the pages are made of.

    Attributes:
        source: the published file.
        site: where they are written.
        teams: all teams with members, the whole first.
        people: all people of today.
        levels: names of the levels from the least, ``none`` first.
    """

    source: Source
    site: Site
    teams: Answer
    people: Answer
    levels: tuple[str, ...]

    def write(self, previous: Source | None, data_docs: str | None) -> int:
        """Write all pages.

        Args:
            previous: the file of the publication before.
            data_docs: link to the page of the validation, where there is one.

        Returns:
            How many pages there are.
        """
        pages = 0
        for page in self.pages(previous, data_docs):
            self.site.write(page)
            pages += 1
        return pages

    def pages(self, previous: Source | None, data_docs: str | None) -> Iterable[Page]:
        """All pages."""
        yield self.overview(previous)
        yield self.all_teams()
        with_page = self.site.links["team_id"]
        asked = {
            name: self.source.ask_each(name, [*with_page]) for name in TEAM_QUERIES
        }
        for team in self.teams.rows[: len(with_page)]:
            yield self.team(
                team, {name: each[team["team_id"]] for name, each in asked.items()}
            )
        yield self.all_people()
        with_page = self.site.links["person_id"]
        asked = {
            name: self.source.ask_each(name, [*with_page]) for name in PERSON_QUERIES
        }
        for person in self.people.rows[: len(with_page)]:
            yield self.person(
                person,
                {name: each[person["person_id"]] for name, each in asked.items()},
            )
        yield self.framework()
        yield self.calibration()
        yield self.assurance(data_docs)

    def overview(self, previous: Source | None) -> Page:
        """Where the whole is strong, thin and exposed, and what changed."""
        ask = self.source.ask
        if not self.teams.rows:
            return Page(
                "index.html",
                "Overview",
                more={"intro": "No team has a member on the as-of date."},
            )
        top = self.teams.rows[0]
        figures = ask("figures")
        before, compared = _figures_before(previous)
        requirements = ask("requirements")
        of_top = {
            name: self.source.ask_each(name, [top["team_id"]])[top["team_id"]]
            for name in ("strong", "thin", "trend")
        }
        return Page(
            "index.html",
            "Where are we strong, thin and exposed?",
            "overview.html",
            (
                Exhibit("figures", "Headline figures", "", figures, ()),
                _requirements(requirements),
                self._trend(top, of_top["trend"]),
            ),
            {
                "team": top,
                "strong": of_top["strong"].rows,
                "thin": of_top["thin"].rows,
                "exposed": ask("exposed_teams").rows,
                "figures": [
                    {
                        **figure,
                        "kind": "share" if figure["unit"] == "share" else "number",
                        "change": _change(figure, before),
                    }
                    for figure in figures.rows
                ],
                "compared": compared,
            },
        )

    def all_teams(self) -> Page:
        """Every team in a table, and the coverage of the largest as heatmaps."""
        in_heatmap = [row["team_id"] for row in self.teams.rows[:TEAMS_IN_HEATMAP]]
        cells = self.source.ask("heatmap", team_ids=in_heatmap)
        note = "Number of members in each cell; the shade is their share of the team."
        if self.teams.row_count > len(in_heatmap):
            note += f" The first {len(in_heatmap)} of {self.teams.row_count} teams."
        columns = (
            Column("team_name", "team", links="team_id", is_filter=True),
            Column("skill_name", "skill", is_filter=True),
            Column("state", "state", is_filter=True),
            Column("state_count", "members", "number"),
            Column("member_count", "of", "number"),
            Column("state_share", "share", "share"),
            Column("is_required", "required", "yes"),
        )
        states = list(dict.fromkeys(row["state"] for row in cells.rows))
        unknown = ("none", "stale", "not assessed")

        def heat(key: str, title: str, wanted: tuple[str, ...], note: str) -> Exhibit:
            rows = [row for row in cells.rows if row["state"] in wanted]
            return Exhibit(
                key,
                title,
                f"Members in each state, {len(in_heatmap)} teams, "
                f"n = {cells.total('member_count')} people in the largest",
                Answer(cells.columns, rows, len(rows)),
                columns,
                note,
                charts.heatmap(len(in_heatmap), len(wanted) > 1),
            )

        return Page(
            "teams.html",
            "Teams",
            exhibits=(
                Exhibit(
                    "teams",
                    "Which teams hang on few people?",
                    f"Required skills by team, n = {self.teams.row_count} teams",
                    self.teams,
                    (
                        Column("team_name", "team", links="team_id"),
                        Column("member_count", "people", "number"),
                        Column("required_count", "required skills", "number"),
                        Column("uncovered_count", "held by nobody", "number"),
                        Column("single_count", "held by one", "number"),
                        Column(
                            "essential_exposed_count",
                            "essential among both",
                            "number",
                        ),
                        Column("bus_factor", "bus factor", "number"),
                        Column("is_exact", "exact", "yes"),
                        Column("essential_skill_name", "thinnest essential skill"),
                        Column("essential_smallest_cover", "held by", "number"),
                    ),
                    "A team includes the teams below it. The bus factor is the fewest "
                    "people whose leaving leaves over half of the covered required "
                    "skills without anybody; where it is not exact, it is an upper "
                    "bound.",
                ),
                *(
                    heat(
                        f"level-{at}",
                        f"Who works at {state}?",
                        (state,),
                        note,
                    )
                    for at, state in enumerate(
                        (state for state in states if state not in unknown), 1
                    )
                ),
                heat(
                    "unknown",
                    "Who has no level: found to have none, out of date, not assessed?",
                    unknown,
                    "None: assessed, and found below the first level. Stale: every "
                    "rating is out of date. Not assessed: nobody ever looked. " + note,
                ),
            ),
        )

    def team(self, team: Row, answers: Mapping[str, Answer]) -> Page:
        """One team."""
        members = f"n = {number(team['member_count'])} people"
        coverage, exposed = answers["coverage"], answers["exposed"]
        people = Column("full_name", "person", links="person_id")
        return Page(
            self.site.links["team_id"][team["team_id"]],
            team["team_name"],
            "team.html",
            (
                Exhibit(
                    "coverage",
                    "How many can do what, at which level?",
                    f"Members in each state, {members}",
                    coverage,
                    (
                        Column("skill_name", "skill", is_filter=True),
                        Column("is_required", "required", "yes", is_filter=True),
                        Column("level", "level", is_filter=True),
                        Column("at_level_count", "at the level", "number"),
                        Column("at_or_above_count", "at it or above", "number"),
                        Column("at_or_above_share", "share", "share"),
                        Column("none_count", "none", "number"),
                        Column("stale_count", "stale", "number"),
                        Column("not_assessed_count", "not assessed", "number"),
                    ),
                    "From left to right: the highest level first; then none (assessed, "
                    "and below the first level), stale (every rating out of date, "
                    "broken border) and not assessed (white, dotted border). Skills "
                    "that a role here requires come first.",
                    *_coverage_chart(coverage),
                ),
                Exhibit(
                    "exposed",
                    "Which required skills hang on one person, or on nobody?",
                    f"Required skills with at most one person at "
                    f"{self.site.about['cover_level']} or above, "
                    f"n = {exposed.row_count} of {team['required_count']}",
                    exposed,
                    (
                        Column("skill_name", "skill"),
                        Column("importance", "importance"),
                        Column("covering_count", "held by", "number"),
                        Column("only_full_name", "who", links="only_person_id"),
                        Column("deputy_count", "one level below", "number"),
                        Column("lapsed_count", "held it, now stale", "number"),
                    ),
                    "Those one level below could grow into it. Where a rating only "
                    "lapsed, assess again before anybody is trained.",
                    empty="Two people or more work independently in every required "
                    "skill.",
                ),
                Exhibit(
                    "leavers",
                    "What does the team lose when a person goes?",
                    f"Required skills, of {team['covered_count']} covered, {members}",
                    answers["leavers"],
                    (
                        people,
                        Column("uncovered_count", "lost", "number"),
                        Column("essential_uncovered_count", "essential", "number"),
                        Column("lost_share", "share of covered", "share"),
                        Column("uncovered_skills", "lost skills"),
                        Column("single_count", "left to one", "number"),
                        Column("single_skills", "skills left to one"),
                    ),
                    "Lost: nobody covers the skill without this person. Left to one: "
                    "one other does.",
                    empty="Nobody's leaving alone would leave a required skill to one "
                    "person or to nobody.",
                ),
                self._trend(team, answers["trend"]),
                Exhibit(
                    "training",
                    "What has to be learned or assessed, and who could teach it?",
                    f"People of the team whose role requires the level, {members}",
                    answers["training"],
                    (
                        Column("skill_name", "skill", is_filter=True),
                        Column("required_level", "level"),
                        Column("required_count", "required of", "number"),
                        Column("met_count", "met", "number"),
                        Column("one_level_count", "one level short", "number"),
                        Column("more_levels_count", "more levels short", "number"),
                        Column("stale_count", "stale", "number"),
                        Column("not_assessed_count", "not assessed", "number"),
                        Column("essential_open_count", "essential for", "number"),
                        Column("mentor_count", "mentors here", "number"),
                        Column("mentor_elsewhere_count", "elsewhere", "number"),
                    ),
                    "Stale and not assessed need an assessment, and perhaps no "
                    "training.",
                    empty="Everyone meets what their role requires.",
                ),
            ),
            {
                "team": team,
                "strong": answers["strong"].rows,
                "thin": answers["thin"].rows,
                "exposed": exposed.rows,
            },
        )

    def _trend(self, team: Row, trend: Answer) -> Exhibit:
        return Exhibit(
            "trend",
            "Is the team gaining or losing a skill, month by month?",
            f"Members at {self.site.about['cover_level']} or above, "
            f" n = {number(team['member_count'])} people now",
            trend,
            (
                Column("measured_on", "month to"),
                Column("skill_name", "skill", is_filter=True),
                Column("covering_count", "work independently", "number"),
                Column("rated_count", "rated", "number"),
                Column("member_count", "members", "number"),
                Column("covering_share", "share", "share"),
            ),
            "The full line is the people who work independently, the broken line all "
            "members of that month.",
            charts.monthly(),
            rows_in_page=36,
        )

    def all_people(self) -> Page:
        """Everybody of today, to search in."""
        with_page = len(self.site.links["person_id"])
        note = "Search by name, team or role. A name leads to the person's page."
        if with_page < self.people.row_count:
            note += (
                f" {number(with_page)} people have a page, as a sample: competency "
                "report --people N makes more."
            )
        return Page(
            "people.html",
            "People",
            exhibits=(
                Exhibit(
                    "people",
                    "How far is each person in their own role?",
                    f"Required skills of a person's roles, "
                    f"n = {number(self.people.row_count)} people",
                    self.people,
                    (
                        Column("full_name", "person", links="person_id"),
                        Column("team_names", "team", is_filter=True),
                        Column("role_names", "role", is_filter=True),
                        Column("required_count", "required", "number"),
                        Column("met_count", "met", "number"),
                        Column("below_count", "below", "number"),
                        Column("unknown_count", "stale or not assessed", "number"),
                    ),
                    note,
                ),
            ),
        )

    def person(self, person: Row, answers: Mapping[str, Answer]) -> Page:
        """One person."""
        person_id = person["person_id"]
        roles, profile = answers["person_roles"], answers["person_profile"]
        steps, progress = answers["person_steps"], answers["person_progress"]
        levels = self.levels
        return Page(
            self.site.links["person_id"][person_id],
            person["full_name"],
            exhibits=(
                Exhibit(
                    "roles",
                    "Ready for the own role, and for the next?",
                    f"Requirements of each role, n = {roles.row_count} roles",
                    roles,
                    (
                        Column("role_name", "role"),
                        Column("is_own_role", "own role", "yes"),
                        Column("readiness_status", "readiness", "words"),
                        Column("essential_met_count", "essential met", "number"),
                        Column("essential_count", "of", "number"),
                        Column("desirable_met_count", "desirable met", "number"),
                        Column("desirable_count", "of", "number"),
                        Column("blockers", "what stands in the way"),
                    ),
                    "Ready means: every essential level is held by a current, verified "
                    "rating.",
                    empty="No role of this person requires a skill.",
                ),
                Exhibit(
                    "profile",
                    "Which level is held, and which is required?",
                    f"Level by skill, n = {profile.row_count} skills",
                    profile,
                    (
                        Column("skill_name", "skill"),
                        Column("currency_status", "rating is", "words"),
                        Column("effective_level", "level held"),
                        Column("last_known_level", "last known"),
                        Column("last_known_assessed_on", "assessed on"),
                        Column("own_role_level", "own role requires"),
                        Column("importance", "as"),
                        Column("next_role_level", "next role requires"),
                    ),
                    "No dark dot: not assessed, or every rating is out of date; the "
                    "table says which. None means: assessed, and below the first "
                    "level.",
                    charts.profile(levels),
                    list(_marks(profile.rows)),
                ),
                Exhibit(
                    "steps",
                    "What comes next?",
                    f"Steps towards the own role, n = {steps.row_count}",
                    steps,
                    (
                        Column("skill_name", "skill"),
                        Column("step_kind", "step"),
                        Column("importance", "importance"),
                        Column("held_level", "held"),
                        Column("next_level", "next level"),
                        Column("descriptor", "what a person at the next level does"),
                    ),
                    "Learn: the statements of the next level. Assess and reassess: "
                    "nobody knows, so the first step is an assessment.",
                    empty="Nothing is open: every requirement of the own role is met.",
                ),
                Exhibit(
                    "progress",
                    "How did the levels develop?",
                    f"Stretches of days with one level, n = {progress.row_count}",
                    progress,
                    (
                        Column("skill_name", "skill"),
                        Column("level", "level"),
                        Column("valid_from", "from"),
                        Column("valid_to", "to (not included)"),
                        Column("is_running", "still so", "yes"),
                    ),
                    "Where there is no bar, no rating was current.",
                    charts.stretches(levels),
                    empty="No rating of this person was ever current.",
                ),
            ),
            more={
                "intro": f"{person['role_names'] or 'No role'}; "
                f"{person['team_names'] or 'no team'}.",
                "link": ("people.html", "All people"),
            },
        )

    def framework(self) -> Page:
        """What each level means, what is wrong, what changed."""
        matrix = self.source.ask("framework")
        findings = self.source.ask("findings")
        changes = self.source.ask("release_changes")
        return Page(
            "framework.html",
            "Framework",
            exhibits=(
                Exhibit(
                    "reader",
                    "What does each level of each skill mean?",
                    f"Skills in force and levels, n = {matrix.row_count}",
                    matrix,
                    (
                        Column("skill_name", "skill", is_filter=True),
                        Column("level_name", "level", is_filter=True),
                        Column("descriptors", "what a person does", "lines"),
                        Column("subdomain_name", "area", is_filter=True),
                        Column("level_state", "state"),
                    ),
                    "Search for any word of a statement.",
                ),
                Exhibit(
                    "findings",
                    "What is wrong with the framework, and how is it mended?",
                    f"Faults found, n = {findings.row_count}, drafts included",
                    findings,
                    (
                        Column("severity", "severity", is_filter=True),
                        Column("release_id", "release", is_filter=True),
                        Column("node_name", "where"),
                        Column("level", "level"),
                        Column("finding", "finding"),
                        Column("text", "text"),
                        Column("remedy", "remedy"),
                    ),
                    empty="Nothing was found.",
                ),
                Exhibit(
                    "changes",
                    "What changed from one release to the next?",
                    f"Skills by kind of change, n = {changes.row_count}",
                    changes,
                    (
                        Column("release_id", "release", is_filter=True),
                        Column("base_release_id", "since"),
                        Column("change", "change", "words", is_filter=True),
                        Column("from_skill_name", "was"),
                        Column("to_skill_name", "is"),
                        Column("is_confirmed", "confirmed", "yes"),
                        Column("note", "note"),
                    ),
                    empty="There is only one release.",
                ),
            ),
        )

    def calibration(self) -> Page:
        """How far raters agree, and about whom they should talk."""
        agreement = self.source.ask("agreement")
        confusion = self.source.ask("confusion")
        worklist = self.source.ask("worklist")
        whole = [
            row
            for row in agreement.rows
            if row["scope"] == "organisation" and not row["is_hidden"]
        ]
        pairs = sum(row["pair_count"] for row in confusion.rows)
        days = self.site.about["pairing_days"]
        least = self.site.about["agreement_min_pairs"]
        return Page(
            "calibration.html",
            "Calibration",
            exhibits=(
                Exhibit(
                    "confusion",
                    "Do a person and their manager see the same level?",
                    f"Pairs of ratings at most {days} days apart, n = {number(pairs)}",
                    confusion,
                    (
                        Column("self_level", "self says"),
                        Column("manager_level", "manager says"),
                        Column("pair_count", "pairs", "number"),
                    ),
                    "In the framed cells both say the same. Below the frame the person "
                    "sees more than the manager, above it less.",
                    charts.confusion(self.levels),
                    empty=f"Fewer than {least} pairs: nothing is shown.",
                ),
                Exhibit(
                    "agreement",
                    "Who rates higher, and how far do raters agree?",
                    f"Pairs of ratings at most {days} days apart; nothing is shown for "
                    f"fewer than {least}",
                    agreement,
                    (
                        Column("scope", "scope", is_filter=True),
                        Column("scope_name", "of"),
                        Column("raters", "raters", is_filter=True),
                        Column("pair_count", "n pairs", "number"),
                        Column("exact_share", "same level", "share"),
                        Column("within_one_share", "within one", "share"),
                        Column("mean_difference", "difference", "sign"),
                        Column("quadratic_weighted_kappa", "kappa", "ratio"),
                    ),
                    "Difference: mean level of the first minus that of the second. "
                    "Kappa (quadratic weights) is 1 where all agree and 0 where they "
                    "agree no more than by chance; it depends on how the levels are "
                    "spread, so compare it only between groups with a like spread, and "
                    "read it beside the share of the same level. It has no scale of "
                    "good and bad. The chart is of the whole organisation.",
                    charts.bias(),
                    whole,
                ),
                Exhibit(
                    "worklist",
                    "About whom should raters talk to each other?",
                    f"Persons and skills with ratings two levels apart or more, "
                    f"n = {worklist.row_count}",
                    worklist,
                    (
                        Column("full_name", "person", links="person_id"),
                        Column("skill_name", "skill", is_filter=True),
                        Column("first_assessor_type", "by"),
                        Column("first_assessor_name", "name"),
                        Column("first_level", "says"),
                        Column("second_assessor_type", "by"),
                        Column("second_assessor_name", "name"),
                        Column("second_level", "says"),
                        Column("levels_apart", "levels apart", "number"),
                        Column("days_apart", "days apart", "number"),
                    ),
                    empty="No two ratings lie two levels apart.",
                ),
            ),
        )

    def assurance(self, data_docs: str | None) -> Page:
        """Currency, compliance, completeness, and what became of the records."""
        ask = self.source.ask
        in_table = [row["team_id"] for row in self.teams.rows[:TEAMS_IN_HEATMAP]]
        currency, compliance = ask("currency"), ask("compliance")
        still_open = ask("compliance_open")
        completeness = ask("completeness", team_ids=in_table)
        reconciliation, rejected = ask("reconciliation"), ask("rejected")
        more: dict[str, Any] = {}
        if data_docs:
            more["link"] = (
                data_docs,
                "What the published file promises, and whether it holds (Data Docs)",
            )
        return Page(
            "assurance.html",
            "Assurance",
            exhibits=(
                Exhibit(
                    "compliance",
                    "Are the requirements of the roles met?",
                    "Requirements of persons by status, "
                    f"n = {sum(row['requirement_count'] for row in compliance.rows):,}",
                    compliance,
                    (
                        Column("compliance_status", "status", "words"),
                        Column("is_compliant", "nothing to do", "yes"),
                        Column("essential_count", "essential", "number"),
                        Column("desirable_count", "desirable", "number"),
                        Column("requirement_count", "together", "number"),
                    ),
                ),
                Exhibit(
                    "compliance-open",
                    "Which essential requirements are not met, and why?",
                    f"Persons, roles and skills, n = {number(still_open.row_count)}",
                    still_open,
                    (
                        Column("full_name", "person", links="person_id"),
                        Column("role_name", "role", is_filter=True),
                        Column("skill_name", "skill", is_filter=True),
                        Column("required_level", "required"),
                        Column("held_level", "held"),
                        Column("compliance_status", "status", "words", is_filter=True),
                        Column("until_on", "until"),
                    ),
                    empty="Every essential requirement is met.",
                ),
                Exhibit(
                    "currency",
                    "What has to be renewed, and when?",
                    "Required skills of persons whose rating is stale or due within "
                    f"{self.site.about['due_days']} days, "
                    f"n = {number(currency.row_count)}",
                    currency,
                    (
                        Column("full_name", "person", links="person_id"),
                        Column("team_names", "team", is_filter=True),
                        Column("skill_name", "skill", is_filter=True),
                        Column("currency_status", "is", is_filter=True),
                        Column("last_known_level", "last level"),
                        Column("basis_assessed_on", "assessed on"),
                        Column("expires_on", "expires on"),
                        Column("days_left", "days left", "number"),
                    ),
                    empty="Nothing is stale or due.",
                ),
                Exhibit(
                    "completeness",
                    "How much of what is required was ever assessed?",
                    f"Members whose role requires the skill, {len(in_table)} of "
                    f"{self.teams.row_count} teams",
                    completeness,
                    (
                        Column("team_name", "team", links="team_id", is_filter=True),
                        Column("skill_name", "skill", is_filter=True),
                        Column("required_count", "required of", "number"),
                        Column("assessed_share", "assessed", "share"),
                        Column("current_share", "in date", "share"),
                        Column("verified_share", "verified", "share"),
                    ),
                ),
                Exhibit(
                    "reconciliation",
                    "Does everything that came in add up?",
                    "Records by table of the exports",
                    reconciliation,
                    (
                        Column("export_table", "table"),
                        Column("received_count", "received", "number"),
                        Column("accepted_count", "accepted", "number"),
                        Column("superseded_count", "superseded", "number"),
                        Column("rejected_count", "rejected", "number"),
                        Column("suspicious_count", "to look at", "number"),
                    ),
                    "Received = accepted + superseded + rejected. What is to be looked "
                    "at is accepted.",
                ),
                Exhibit(
                    "rejected",
                    "What was rejected, why, and how is it mended?",
                    f"Records and reasons, n = {number(rejected.row_count)}",
                    rejected,
                    (
                        Column("export_table", "table"),
                        Column("source_name", "file"),
                        Column("source_row", "row", "number"),
                        Column("meaning", "why"),
                        Column("remedy", "remedy"),
                    ),
                    empty="Nothing was rejected.",
                ),
            ),
            more=more,
        )


def write(
    file: Path,
    folder: Path,
    previous: Path | None,
    data_docs: Path | None,
    sizes: Mapping[str, int],
) -> int:
    """Write the team's edition.

    Args:
        file: the team's published file.
        folder: an empty folder that becomes the report.
        previous: the team's file of the publication before.
        data_docs: page of the validation, as seen from the final folder.
        sizes: how many ``team_id`` and ``person_id`` have a page at most.

    Returns:
        How many pages there are.

    Raises:
        UserError: the file cannot be read.
    """
    source = Source(file, "team")
    try:
        ((about),) = source.ask("about").rows
        teams, people = source.ask("teams"), source.ask("people")
        links = {
            "team_id": _names("team", teams, "team_id", sizes),
            "person_id": _names("person", people, "person_id", sizes),
        }
        links["only_person_id"] = links["person_id"]
        site = Site(folder, TITLE, WARNING, about, "-", MENU, links)
        levels = tuple(row["level"] for row in source.ask("levels").rows)
        before = _open_previous(previous)
        try:
            pages = Edition(source, site, teams, people, levels).write(
                before, data_docs.as_posix() if data_docs else None
            )
        finally:
            if before:
                before.close()
        write_mark(
            folder,
            {
                "edition": TITLE,
                **about,
                "pages": pages,
                "teams": teams.row_count,
                "people": people.row_count,
                "figures": {
                    row["figure"]: row["value"] for row in source.ask("figures").rows
                },
            },
        )
        return pages
    finally:
        source.close()


def _open_previous(file: Path | None) -> Source | None:
    if file is None:
        return None
    try:
        return Source(file, "team")
    except UserError:
        return None


def _names(
    kind: str, answer: Answer, key: str, sizes: Mapping[str, int]
) -> dict[str, str]:
    """Names of pages, by number: an id may hold anything."""
    rows = answer.rows[: sizes[key]]
    width = len(str(len(rows)))
    return {
        row[key]: f"{kind}-{at:0{width}}.html" for at, row in enumerate(rows, start=1)
    }


def _figures_before(previous: Source | None) -> tuple[dict[str, Row], str]:
    """The figures of the publication before, and what they are compared with."""
    if previous is None:
        return {}, "No earlier publication to compare with"
    try:
        rows = previous.ask("figures").rows
        ((about),) = previous.ask("about").rows
    except UserError:
        return {}, "The earlier publication has other tables: not compared"
    return (
        {row["figure"]: row for row in rows},
        f"Compared with the publication before, as of {about['as_of_date']}",
    )


def _change(figure: Row, before: Mapping[str, Row]) -> str:
    """What became of a figure since the publication before, in words."""
    if figure["figure"] not in before:
        return ""
    old = before[figure["figure"]]["value"]
    form = share if figure["unit"] == "share" else number
    if old is None or figure["value"] is None:
        return ""
    if old == figure["value"]:
        return "unchanged"
    return f"{'up' if figure['value'] > old else 'down'} from {form(old)}"


def _requirements(answer: Answer) -> Exhibit:
    return Exhibit(
        "requirements",
        "Are the requirements of people's roles met?",
        "Requirements: a person, a role and a skill that it requires; "
        f"n = {number(sum(row['required_count'] for row in answer.rows))} requirements",
        answer,
        (
            Column("skill_name", "skill"),
            *REQUIREMENT_COLUMNS,
            Column("met_share", "met", "share"),
        ),
        "Below: assessed, and under the required level. Stale (broken border): every "
        "rating is out of date. Not assessed (white, dotted border): nobody knows.",
        charts.stacked(charts.REQUIREMENTS, "requirements"),
        [
            {
                "skill_name": row["skill_name"],
                "state": state,
                "state_order": order,
                "count": row[f"{state.replace(' ', '_')}_count"],
            }
            for row in answer.rows
            for order, state in enumerate(charts.REQUIREMENTS.names)
        ],
    )


def _coverage_chart(coverage: Answer) -> tuple[Chart | None, list[Row]]:
    """Members of a team by skill and state, the highest level first."""
    levels = sorted(
        {(row["level_rank"], row["level"]) for row in coverage.rows}, reverse=True
    )
    names = [name for _, name in dict(levels).items()]
    if not names:
        return None, []
    rows = []
    for row in coverage.rows:
        rows.append((row, row["level"], row["at_level_count"]))
        if row["level_rank"] == 1:
            rows += [
                (row, "none", row["none_count"]),
                (row, "stale", row["stale_count"]),
                (row, "not assessed", row["not_assessed_count"]),
            ]
    look = charts.members(names)
    return (
        charts.stacked(look, "members"),
        [
            {
                "skill_name": row["skill_name"],
                "state": state,
                "state_order": look.names.index(state),
                "count": count,
            }
            for row, state, count in rows
        ],
    )


def _marks(rows: list[Row]) -> Iterable[Row]:
    for row in rows:
        for mark, level in (
            ("held", row["effective_level"]),
            ("own role requires", row["own_role_level"]),
            ("next role requires", row["next_role_level"]),
        ):
            if level is not None:
                yield {"skill_name": row["skill_name"], "mark": mark, "level": level}


def relative(target: Path, folder: Path) -> Path:
    """The way from a folder to a file."""
    return Path(os.path.relpath(target.absolute(), folder.absolute()))

"""The report says what the marts say, names nobody outside the team, and is inert."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from click.testing import CliRunner

from competency_warehouse.cli import main
from competency_warehouse.rejects import FORMULA_STARTS
from competency_warehouse.report.site import json_data, share
from hostile import spoil_published
from test_release_tables import people_in
from warehouse import PUBLIC_SCHEMAS, Build

TEAM, RELEASE = "competency.duckdb", "competency_release.duckdb"
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


@dataclass
class Html(HTMLParser):
    """A page, taken apart.

    Attributes:
        tags: names of all elements.
        attributes: name and value of all attributes, with the element's name.
        links: where links, scripts and styles lead.
        ids: targets of links within the page.
        text: what a person reads, and the titles.
        specs: the charts.
    """

    page: str
    tags: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    text: str = ""
    specs: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the page."""
        super().__init__()
        self._in_script = False
        self.feed(self.page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                self.ids.add(value or "")
        self._in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        """Note a text, or a chart."""
        if self._in_script and data.strip():
            self.specs.append(json.loads(data))
        elif not self._in_script:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._in_script = False


def as_published(build: Build, folder: Path) -> Path:
    """The two files of a publication, made of a build without its checks."""
    folder.mkdir()
    for name, schemas in ((TEAM, PUBLIC_SCHEMAS), (RELEASE, ("release",))):
        with duckdb.connect(str(folder / name)) as connection:
            connection.execute(f"attach '{build.file}' as build (read_only)")
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables()"
                " where database_name = 'build' and list_contains($1, schema_name)",
                [schemas],
            ).fetchall()
            for schema, table in tables:
                connection.execute(f"create schema if not exists {schema}")
                connection.execute(
                    f"create table {schema}.{table} as from build.{schema}.{table}"
                )
    return folder


def run_report(published: Path, *arguments: str) -> str:
    """Run the command; what it says."""
    result = CliRunner().invoke(
        main, ["report", "--published", str(published), *arguments]
    )
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def published(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's publication with both editions of its report; not to be changed."""
    folder = as_published(demo, tmp_path_factory.mktemp("report") / "dist")
    run_report(folder)
    return folder


@pytest.fixture(scope="module")
def spoiled(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The team's edition of a publication with hostile text wherever pages show any."""
    folder = tmp_path_factory.mktemp("spoiled")
    shutil.copy(published / TEAM, folder)
    spoil_published(folder / TEAM)
    run_report(folder)
    return folder / "report"


def pages(folder: Path) -> dict[str, Html]:
    """All pages of an edition, by name."""
    return {
        file.name: Html(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.html"))
    }


def rows_of(report: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the report."""
    with (report / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def each_file(report: Path) -> Iterator[tuple[Path, str]]:
    """All files that a person reads, but the libraries' own."""
    for file in report.rglob("*"):
        if file.is_file() and file.parent.name != "assets":
            yield file, file.read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", ["report", "report_release"])
def test_every_link_leads_somewhere_and_none_to_another_host(
    published: Path, edition: str
) -> None:
    """From the disk, without a server: pages, parts of them, CSV files, scripts."""
    folder = published / edition
    found = pages(folder)
    assert "index.html" in found
    for name, page in found.items():
        assert page.links, name
        for link in page.links:
            parts = urlsplit(link)
            assert not parts.scheme, (name, link)
            assert not parts.netloc, (name, link)
            target = unquote(parts.path) or name
            assert (folder / target).is_file(), (name, link)
            if parts.fragment:
                assert parts.fragment in found[target].ids, (name, link)
        assert """Content-Security-Policy" content="default-src 'none'""" in page.page
    linked = {urlsplit(link).path for page in found.values() for link in page.links}
    assert {*found} <= linked, "a page that nobody can reach"
    data = {f"data/{file.name}" for file in (folder / "data").iterdir()}
    assert data <= linked, "a CSV file that nobody can reach"


def test_every_page_says_its_edition_day_and_release(published: Path) -> None:
    """And for whom it is."""
    for edition, title in (("report", "Team"), ("report_release", "Release")):
        for name, page in pages(published / edition).items():
            assert f"{title} edition" in page.text, name
            assert "As of 2026-06-30" in page.text, name
            assert "sde 2025-05" in page.text, name


def test_headline_figures_are_those_of_the_marts(demo: Build, published: Path) -> None:
    """Counted in another way than the page's own query does."""
    shown = {
        row["figure"]: (float(row["value"]), row["of_count"])
        for row in rows_of(published / "report", "index-figures.csv")
    }
    ((people, required, met, unknown),) = demo.rows("""
        select
            (select count(distinct person_id) from marts.bridge_team_members),
            (select count(*) from marts.rpt_compliance_status),
            (select count(*) from marts.rpt_role_gaps where held_rank >= required_rank),
            (select count(*) from marts.rpt_role_gaps where held_rank is null)
    """)
    ((uncovered, single, pairs),) = demo.rows("""
        select
            count(*) filter (where covering_count = 0),
            count(*) filter (where covering_count = 1),
            count(*)
        from marts.rpt_single_points_of_failure
    """)
    assert shown["people"] == (people, "")
    assert shown["required_met"] == (pytest.approx(met / required), str(required))
    assert shown["required_unknown"][0] == pytest.approx(unknown / required)
    assert shown["uncovered"] == (uncovered, str(pairs))
    assert shown["single"] == (single, str(pairs))
    page = pages(published / "report")["index.html"].text
    assert share(met / required) in page
    assert "rpt_role_gaps.gap_status = met" in page, "the definition"


def test_a_team_page_says_what_the_marts_say_of_the_team(
    demo: Build, published: Path
) -> None:
    """Coverage, what hangs on one person, who takes what along; by name."""
    teams = demo.rows(
        "select team_id, team_name from marts.rpt_team_bus_factor"
        " inner join marts.dim_teams using (team_id, team_name)"
    )
    report = published / "report"
    by_title = {re.search(r"<h1><bdi>(.*?)</bdi>", page.page)[1]: name
                for name, page in pages(report).items()}  # fmt: skip
    assert len(teams) == 12
    for team_id, team_name in teams:
        stem = by_title[team_name].removesuffix(".html")
        shown = {
            (row["skill_name"], row["level"]): tuple(
                int(row[name])
                for name in (
                    *("at_level_count", "at_or_above_count", "none_count"),
                    *("stale_count", "not_assessed_count"),
                )
            )
            for row in rows_of(report, f"{stem}-coverage.csv")
        }
        wanted = demo.rows(
            "select skill_name, level, at_level_count, at_or_above_count, none_count,"
            " stale_count, not_assessed_count from marts.rpt_team_coverage"
            f" where team_id = '{team_id}'"
        )
        assert shown == {tuple(row[:2]): row[2:] for row in wanted}
        exposed = {row["skill_name"] for row in rows_of(report, f"{stem}-exposed.csv")}
        assert exposed == {
            name
            for (name,) in demo.rows(
                "select skill_name from marts.rpt_single_points_of_failure"
                f" where team_id = '{team_id}' and covering_count < 2"
            )
        }
        leavers = rows_of(report, f"{stem}-leavers.csv")
        ((lost,),) = demo.rows(
            "select sum(uncovered_count) from marts.rpt_leaver_impact"
            f" where team_id = '{team_id}'"
        )
        assert sum(int(row["uncovered_count"]) for row in leavers) == lost


def test_charts_have_the_numbers_of_their_table(published: Path) -> None:
    """Members of a state in the chart of a team are all members, skill by skill."""
    page = pages(published / "report")["team-01.html"]
    coverage = page.specs[0]["datasets"]["rows"]
    skills = {row["skill_name"] for row in coverage}
    for skill in skills:
        counts = [row["count"] for row in coverage if row["skill_name"] == skill]
        assert sum(counts) == 52
        assert len(counts) == 6
    heat = pages(published / "report")["teams.html"].specs
    assert len(heat) == 4, "a panel for each level, and one for who has none"
    assert {row["state"] for row in heat[3]["datasets"]["rows"]} == {
        *("none", "stale", "not assessed")
    }


def test_pairs_of_ratings_are_those_that_agreement_counts(
    demo: Build, published: Path
) -> None:
    """The matrix of self and manager adds up to n and to the share that agrees."""
    cells = rows_of(published / "report", "calibration-confusion.csv")
    ((pairs, exact),) = demo.rows(
        "select pair_count, exact_share from marts.rpt_rater_agreement where scope ="
        " 'organisation' and first_assessor_type = 'self'"
        " and second_assessor_type = 'manager'"
    )
    same = [row for row in cells if row["self_rank"] == row["manager_rank"]]
    assert sum(int(row["pair_count"]) for row in cells) == pairs
    assert sum(int(row["pair_count"]) for row in same) == pytest.approx(pairs * exact)


def test_a_person_has_a_page_with_all_their_requirements(
    demo: Build, published: Path
) -> None:
    """For each who is there today, profile, steps and progress."""
    report = published / "report"
    found = [page for name, page in pages(report).items() if name.startswith("person-")]
    assert len(found) == 52
    names = rows_of(report, "people-people.csv")
    for number, row in enumerate(names, start=1):
        profile = rows_of(report, f"person-{number:02}-profile.csv")
        ((required,),) = demo.rows(
            "select count(distinct skill_key) from marts.rpt_role_gaps"
            f" where person_id = '{row['person_id']}'"
        )
        assert sum(bool(each["own_role_level"]) for each in profile) == required
        steps = rows_of(report, f"person-{number:02}-steps.csv")
        ((wanted,),) = demo.rows(
            "select count(*) from marts.rpt_next_steps"
            f" where person_id = '{row['person_id']}'"
        )
        assert len(steps) == wanted


def test_the_release_edition_names_nobody(demo: Build, published: Path) -> None:
    """No id, name, address or pseudonym, in no file of it; the team's has them."""
    people = re.compile(
        "|".join(rf"{re.escape(each)}(?!\d)" for each in sorted(people_in(demo)))
    )
    keys = {
        key for (key,) in demo.rows("select person_key from release.rls_person_skills")
    }
    assert len(keys) > 10
    files = dict(each_file(published / "report_release"))
    assert len(files) > 7
    for file, text in files.items():
        assert not people.search(text), file
        assert not [key for key in keys if key in text], file
    assert any(people.search(text) for _, text in each_file(published / "report"))


def test_the_release_edition_withholds_and_never_makes_nought_of_it(
    demo: Build, published: Path
) -> None:
    """What is NULL there is a word on the pages, and empty in the CSV."""
    rows = rows_of(published / "report_release", "roles-roles.csv")
    ((hidden,),) = demo.rows(
        "select count(*) from release.rls_role_gaps where met_count is null"
    )
    assert hidden > 0
    assert sum(row["met_count"] == "" for row in rows) == hidden
    page = pages(published / "report_release")["roles.html"]
    assert page.text.count("withheld") > hidden


def test_hostile_text_is_text(spoiled: Path, published: Path) -> None:
    """No element, attribute or link comes of it, in no page."""
    clean = pages(published / "report")
    tags = {tag for page in clean.values() for tag in page.tags}
    attributes = {each[:2] for page in clean.values() for each in page.attributes}
    assert "script" in tags
    found = pages(spoiled)
    assert len(found) == len(clean)
    for name, page in found.items():
        assert page.tags <= tags, name
        assert {each[:2] for each in page.attributes} <= attributes, name
        assert not [link for link in page.links if ":" in link], name
        assert len(page.specs) == len(clean[name].specs), name
    assert "<script>alert('x')</script>" in "".join(
        page.text for page in found.values()
    )


def test_csv_files_have_no_formula(spoiled: Path) -> None:
    """Whatever a spreadsheet program would take for one has an apostrophe."""
    escaped = 0
    for file in (spoiled / "data").iterdir():
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.reader(opened):
                for cell in row:
                    escaped += cell.startswith("'=")
                    if cell.startswith(FORMULA_STARTS):
                        assert NUMBER.fullmatch(cell), (file.name, cell)
    assert escaped > 10


def test_what_changed_since_the_publication_before_is_told(
    published: Path, tmp_path: Path
) -> None:
    """The last of the kept ones counts, by number and not by name."""
    folder = tmp_path / "dist"
    for number, people in ((9, 50), (10, 51)):
        kept = folder / "previous" / str(number)
        kept.mkdir(parents=True)
        shutil.copy(published / TEAM, kept)
        with duckdb.connect(str(kept / TEAM)) as connection:
            connection.execute(
                "update marts.dim_people set is_current = false where is_current and"
                " person_id not in (select person_id from marts.dim_people"
                f" where is_current order by person_id limit {people})"
            )
    shutil.copy(published / TEAM, folder)
    run_report(folder)
    page = pages(folder / "report")["index.html"].text
    assert "Compared with the publication before" in page
    assert "up from 51" in page
    assert page.count("unchanged") == 7
    assert "No earlier publication" in pages(published / "report")["index.html"].text
    # What was published before this version is not compared, and breaks nothing.
    (folder / "previous" / "10" / TEAM).write_bytes(b"no database")
    run_report(folder)
    assert "up from" not in pages(folder / "report")["index.html"].text


def test_a_large_organisation_gets_a_sample_and_no_old_page_stays(
    published: Path, tmp_path: Path
) -> None:
    """Pages of people who are no longer shown are gone, and the pages say so."""
    folder = tmp_path / "dist"
    folder.mkdir()
    shutil.copy(published / TEAM, folder)
    run_report(folder, "--people", "9", "--teams", "3")
    (folder / "report" / "person-10.html").write_text("somebody who left")
    run_report(folder, "--people", "2", "--teams", "3")
    names = {*pages(folder / "report")}
    assert {name for name in names if name.startswith("person-")} == {
        *("person-1.html", "person-2.html")
    }
    assert {name for name in names if name.startswith("team-")} == {
        f"team-{number}.html" for number in (1, 2, 3)
    }
    assert (
        "2 people have a page, as a sample"
        in pages(folder / "report")["people.html"].text
    )
    assert not (folder / "report_release").exists(), "there is no release file"
    assert not [*folder.glob(".report-*")]


def test_equal_files_give_equal_pages(published: Path, tmp_path: Path) -> None:
    """No time of day, no path of this machine."""
    run_report(published, "--out", str(tmp_path))
    for edition in ("report", "report_release"):
        again = {
            file.relative_to(tmp_path): text
            for file, text in each_file(tmp_path / edition)
        }
        assert again == {
            file.relative_to(published): text
            for file, text in each_file(published / edition)
        }
        assert not [
            file for file, text in again.items() if str(published.parent) in text
        ]


def test_what_cannot_be_reported_is_said(published: Path, tmp_path: Path) -> None:
    """No published file, another file, and a folder that holds something else."""

    def refusal(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["report", *arguments])
        assert result.exit_code == 1
        assert not isinstance(result.exception, duckdb.Error)
        return result.output

    assert "make warehouse" in refusal("--published", str(tmp_path))
    (tmp_path / TEAM).write_bytes(b"no database")
    assert "cannot be opened" in refusal("--published", str(tmp_path))
    shutil.copy(published / RELEASE, tmp_path / TEAM)
    assert "does not answer" in refusal("--published", str(tmp_path))
    assert not (tmp_path / "report").exists()
    other = tmp_path / "out" / "report"
    other.mkdir(parents=True)
    (other / "thesis.txt").write_text("years of work")
    said = refusal("--published", str(published), "--out", str(tmp_path / "out"))
    assert "is no report" in said
    assert (other / "thesis.txt").exists()


def test_data_of_a_chart_cannot_end_its_script() -> None:
    """And comes back as it was."""
    text = "</script><!--<script>\u2028&amp;"
    assert "<" not in json_data([text])
    assert json.loads(json_data([text])) == [text]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.996, "> 99 %"), (1, "100 %")],
)
def test_a_share_is_rounded_neither_to_nought_nor_to_all(
    value: float, shown: str
) -> None:
    """Nobody and almost nobody are not the same."""
    assert share(value) == shown

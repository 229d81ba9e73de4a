"""``competency import framework``: nothing is lost, and wrong input is explained."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from competency_warehouse import readers
from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.folder import read_table
from competency_warehouse.framework import (
    LEVELS,
    Framework,
    FrameworkBuilder,
    Node,
    Release,
    slug,
)
from competency_warehouse.import_framework import (
    WRITTEN,
    add_release,
    read_framework,
)
from competency_warehouse.readers import Page, find_pages
from competency_warehouse.readers.markdown_tabs import (
    MarkdownTabsReader,
    attribute_kind,
    level_of,
)
from competency_warehouse.writers.markdown_tabs import STYLES, render
from warehouse import shipped_files

PAGES = Path(__file__).parent / "fixtures" / "pages"
SEEDS = Path(__file__).parents[2] / "seeds" / "framework"
RELEASE = Release("sea", "2025-05", "2025-05-02")
PAGE = '# D\n\n## S\n\n### K\n\n=== "Entry Level"\n\n    - does it\n'


def read_text(text: str) -> tuple[Framework, dict[int, str]]:
    """The framework on a page, and the role of each of its lines."""
    builder = FrameworkBuilder()
    roles = MarkdownTabsReader().read(Page("page.md", text.encode()), builder)
    return builder.build(), roles


def read_page(name: str) -> Framework:
    """The framework on one of the fixture pages."""
    framework, _, _ = read_framework(find_pages([PAGES / name]))
    return framework


def run(*arguments: str | Path, release: str = "2025-05") -> Result:
    """The command, with the options that it always needs."""
    return CliRunner().invoke(
        main,
        [
            "import",
            "framework",
            *map(str, arguments),
            *("--framework", "sea", "--release", release),
            *("--released-on", "2025-05-02"),
        ],
    )


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- what is on a page -------------------------------------------------------


def test_plain_and_material_pages_give_the_same_framework() -> None:
    """Icons, bullets and paragraphs make no difference."""
    plain, material = read_page("library/plain.md"), read_page("library/material.md")
    assert plain == material
    assert plain.content_hash() == material.content_hash()
    assert plain.counts() == {
        "domains": 1,
        "subdomains": 2,
        "skills": 3,
        "levels": 9,
        "descriptors": 11,
    }


def test_text_is_verbatim() -> None:
    """Typos, double spaces, hashes and numbers stay; only outer blanks go."""
    framework = read_page("library/plain.md")
    texts = [each.text for each in framework.descriptors]
    assert texts[0] == "Can  chop an onion (with supervison)"
    assert "1.5 mm burrs are felt, and removed" in texts
    sharpening, in_c_sharp = framework.nodes[3], framework.nodes[5]
    assert sharpening.description == "Keeps knives sharp.\nNeeds a whetstone."
    assert in_c_sharp.name == "Programming in C#"


def test_every_trap_is_read_as_meant() -> None:
    """The fixture holds what real pages get wrong; the comment alone has no place."""
    framework = read_page("traps.md")
    home = "boats-rigging"
    assert [node.node_id for node in framework.of_type("skill")] == [
        f"{home}/knots/bowline",
        f"{home}/knots/sheet-bend",
        f"{home}/knots/reef-knot",
        f"{home}/knots/untitled",
        f"{home}/sails/bowline",
        f"{home}/sails/reefing",
        f"{home}/sails/reefing-2",
        f"{home}/sails/untitled",
        f"{home}/standards-and-procedures/radio",
    ]
    described = {node.node_id: node.description for node in framework.nodes}
    assert described[home] == "All that floats."
    assert described[f"{home}/knots"] == "Tying things.\n\nOn purpose."
    assert described[f"{home}/knots/bowline"] == "The king of knots."
    assert [
        (each.node_id.removeprefix(f"{home}/"), each.level, each.kind, each.value)
        for each in framework.attributes
    ] == [
        (home, "", "meta", "index: 7"),
        (home, "", "meta", 'main-color: "color-teal"'),
        ("knots/bowline", "", "technology", "Marlinspike, fid"),
        ("knots/sheet-bend", "", "tool", "Swedish fid"),
        ("knots/sheet-bend", "", "tool", "Splicing\nneedle"),
        ("knots/sheet-bend", "mid", "standard", "ISO 2307"),
        ("knots/reef-knot", "", "further_reading", "The Ashley Book of Knots"),
    ]
    by_level = {
        (each.skill_id, each.level): each.text for each in framework.descriptors
    }
    assert by_level[f"{home}/knots/sheet-bend", "entry"] == ""
    assert by_level[f"{home}/sails/reefing", "entry"].startswith("Below a heading")
    assert by_level[f"{home}/knots/bowline", "mid"] == (
        "Ties it behind the back\n- in the dark\n- in the wet"
    )
    assert [each.line for each in framework.unplaced] == [101]
    noted = [note.split(":")[1] for note in framework.notes]
    assert noted == ["33", "67", "81", "87", "91"]


def test_what_has_no_place_is_kept_and_never_put_elsewhere() -> None:
    """Orphans and text around the tabs are listed with line and nearest node."""
    framework = read_page("orphans.md")
    assert [(each.line, each.nearest_node_id) for each in framework.unplaced] == [
        (1, ""),
        *((line, "harbour/mooring") for line in (10, 11, 15)),
        *(
            (line, "harbour/piloting/entering-at-night")
            for line in (25, 27, 31, 37, 39, 43, 45, 47, 49, 53)
        ),
    ]
    assert [each.text for each in framework.descriptors] == [
        "Reads the lights",
        "Sets the lights",
        "",
    ]


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("Entry Level", "entry"),
        (":material-battery-10: Entry Level", "entry"),
        ("entry", "entry"),
        ("Mid-level", "mid"),
        ("MID", "mid"),
        (":fontawesome-solid-star:Senior level", "senior"),
        ("Expert", ""),
        ("Entry and Mid", ""),
        ("Level", ""),
        ("", ""),
    ],
)
def test_levels_are_known_by_their_labels(label: str, level: str) -> None:
    """Icons, case and the word level do not matter; other labels are no levels."""
    assert level_of(label) == level


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Tools", "tool"),
        ("Technologies/Tools", "technology"),
        ("Standards:", "standard"),
        ("Tools, technologies & standards", "tool"),
        ("Tools and technologies", "tool"),
        ("Core concepts", "core_concept"),
        ("Tools and platforms to support output checking", ""),
        ("", ""),
    ],
)
def test_sections_are_known_by_their_titles(title: str, kind: str) -> None:
    """A longer title that merely begins so is a title of its own."""
    assert attribute_kind(title) == kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Data Analysis & Infrastructure", "data-analysis-infrastructure"),
        ("  Café au lait  ", "cafe-au-lait"),
        ("C++/C#", "c-c"),
        ("&", ""),
    ],
)
def test_slug(name: str, expected: str) -> None:
    """One rule for all ids."""
    assert slug(name) == expected


def test_suffixes_never_meet_a_name_that_looks_like_one() -> None:
    """A skill called ``A 2`` keeps its id, and so does the second ``A``."""
    framework, _ = read_text("# D\n## S\n### A\n### A 2\n### A\n### A\n")
    ids = [node.node_id for node in framework.of_type("skill")]
    assert ids == ["d/s/a", "d/s/a-2", "d/s/a-3", "d/s/a-4"]


def test_blank_levels_above_are_made_up_for() -> None:
    """A skill without a subdomain is kept, under one without a name."""
    framework, roles = read_text('### K\n\n=== "Entry"\n\n    x\n')
    assert [node.node_id for node in framework.nodes] == [
        "untitled",
        "untitled/untitled",
        "untitled/untitled/k",
    ]
    assert set(roles.values()) == {"heading", "descriptor"}


@pytest.mark.parametrize("change", ["\r\n", "\r", "\ufeff"])
def test_line_endings_and_byte_order_mark_do_not_matter(change: str) -> None:
    """Pages from other systems read the same."""
    wanted, _ = read_text(PAGE)
    text = change + PAGE if change == "\ufeff" else PAGE.replace("\n", change)
    assert read_text(text)[0] == wanted


@pytest.mark.parametrize("heading", ["  ### B", "    \u00a0### B", " ## S"])
def test_tabs_below_a_heading_that_is_none_go_to_nobody(heading: str) -> None:
    """Not to the skill above, though it lacks that level."""
    text = f'{PAGE}\n.\n\n{heading}\n\n=== "Senior Level"\n\n    - lost\n'
    framework, _ = read_text(text)
    assert [each.text for each in framework.descriptors] == ["does it"]
    assert [each.text for each in framework.unplaced][-1] == "- lost"


@pytest.mark.parametrize("label", ["=== Mid Level", "=== 'Mid Level'", '==="Mid"'])
def test_a_broken_label_costs_its_own_tab_only(label: str) -> None:
    """The tabs after it are read."""
    text = f'# D\n## S\n### K\n{label}\n\n    - lost\n\n=== "Entry"\n\n    - kept\n'
    framework, _ = read_text(text)
    assert [each.text for each in framework.descriptors] == ["kept"]
    assert [each.text for each in framework.unplaced] == [label, "- lost"]


def test_deep_nesting_is_a_message() -> None:
    """Not a crash."""
    with pytest.raises(UserError, match="nested too deeply"):
        read_text("# D\n\n" + "- " * 5000 + "x")


# --- nothing is lost ----------------------------------------------------------

PIECES = """\
# D
## S
### K
### L
#### Tools
## Tools
### Standards
####
###
##
## A ##
# C#
#1 x
###K
=== "Entry Level"
=== "Mid"
=== "senior-level"
=== "Other"
=== ""
=== Broken
- a
-
* b
+
1. c
2.
- -
- - x
- # h
- [ ] x
text
more  text
a\\
"
---
***
=====
----- x
> q
>
```
<div>
</div>
[a]: b
!!! note
{
<!-- c -->
<!-- meta
<!--
-->
/meta-->

""".splitlines()
INDENTS = ("", "", "", "    ", "    ", "  ", "\t", "        ")

mangled_lines = st.lists(
    st.tuples(
        st.sampled_from(INDENTS), st.sampled_from([*PIECES, "\u00a0", "\u2028z"])
    ).map("".join),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(lines=mangled_lines, gap=st.sampled_from(["\n", "\n\n"]))
def test_every_line_of_any_page_is_accounted_for(lines: list[str], gap: str) -> None:
    """Each non-blank line has one role, and its text is where the role says."""
    text = gap.join(lines)
    framework, roles = read_text(text)
    source = dict(enumerate(text.split("\n"), 1))
    assert set(roles) == {line for line, each in source.items() if each.strip()}
    assert {each.line: each.text for each in framework.unplaced} == {
        line: source[line].strip() for line, role in roles.items() if role == "unplaced"
    }
    kept = {
        "description": [node.description for node in framework.nodes],
        "descriptor": [each.text for each in framework.descriptors],
        "attribute": [each.value for each in framework.attributes],
    }
    for line, role in roles.items():
        stripped = source[line].strip()
        bare = re.sub(r"^(?:[-+*]|\d+\.)\s+", "", stripped)
        if role in kept and not re.search(r"<!--|-->|^[{}]$", stripped):
            found = [each for value in kept[role] for each in value.split("\n")]
            assert stripped in found or bare in found
        if role == "markup":
            assert not re.search(r"\w", re.sub(r"\d+\.", "", stripped))


# --- what is written can be read back ----------------------------------------

# What begins a tag is refused, and not written.
words = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(lambda text: not re.search("<[A-Za-z/!?]", text))
)
# So is the name of a section, as the name of a node (below).
names = words.filter(lambda text: not attribute_kind(text))
sentences = words.filter(
    # Rules and empty quotes are no text in Markdown, however they are written.
    lambda text: text and not re.fullmatch(r"[-+*_>\s]+", text)
)
prose = st.from_regex(r"[A-Z][a-z]{1,9}(?: [a-z#*\-(&]{1,9}){0,4}", fullmatch=True)

stanzas = st.lists(prose | prose.map("- {}".format), min_size=2, max_size=3).map(
    "\n".join
)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any small framework, as a reader would build it."""
    builder = FrameworkBuilder()

    def described(node_id: str) -> str:
        for text in draw(st.lists(prose, max_size=2)):
            builder.describe(node_id, text)
        for kind in draw(st.sets(st.sampled_from(["tool", "standard", "see_also"]))):
            for value in draw(st.lists(sentences, min_size=1, max_size=2)):
                builder.add_attribute(node_id, "", kind, value)
        return node_id

    for domain in draw(st.lists(names, min_size=1, max_size=2)):
        domain_id = described(builder.add_node("domain", domain, "", ""))
        for value in draw(st.lists(prose, max_size=2)):
            builder.add_attribute(domain_id, "", "meta", value)
        for subdomain in draw(st.lists(names, max_size=2)):
            node_id = builder.add_node("subdomain", subdomain, domain_id, "")
            described(node_id)
            for skill in draw(st.lists(names, max_size=2)):
                skill_id = builder.add_node("skill", skill, node_id, "")
                described(skill_id)
                for level in draw(st.sets(st.sampled_from([*LEVELS]))):
                    builder.add_level(skill_id, level.level)
                    for text in draw(st.lists(sentences | stanzas, max_size=3)):
                        builder.add_descriptor(skill_id, level.level, text)
                    for value in draw(st.lists(sentences, max_size=1)):
                        builder.add_attribute(skill_id, level.level, "tool", value)
    return builder.build()


@settings(max_examples=60, deadline=None)
@given(framework=frameworks(), style=st.sampled_from(sorted(STYLES)))
def test_what_is_written_is_read_back_equal(framework: Framework, style: str) -> None:
    """As pages, for names and texts of any characters."""
    builder = FrameworkBuilder()
    for name, text in render(framework, STYLES[style]).items():
        MarkdownTabsReader().read(Page(name, text.encode()), builder)
    back = builder.build()
    assert (back, back.content_hash()) == (framework, framework.content_hash())


@pytest.mark.parametrize("name", ["two\nlines", "a\x07bell"])
def test_what_a_page_cannot_hold_is_not_written(name: str) -> None:
    """Rather than another framework."""
    framework = Framework(nodes=(Node("domain", slug(name), "", 1, name),))
    with pytest.raises(UserError):
        render(framework)


def test_a_skill_with_the_name_of_a_section_is_not_written() -> None:
    """Without levels it would be read as the tools of the skill before it."""
    builder = FrameworkBuilder()
    domain = builder.add_node("domain", "D", "", "")
    home = builder.add_node("subdomain", "S", domain, "")
    for name in ("Sawing", "TOOL"):
        builder.add_node("skill", name, home, "")
    with pytest.raises(UserError, match=r"cannot hold these nodes.*name='TOOL'"):
        render(builder.build())


@pytest.mark.parametrize("style", sorted(STYLES))
def test_fixture_pages_are_written_as_they_were(style: str) -> None:
    """But for blank lines, which mean nothing."""
    name = {"plain": "plain.md", "material": "material.md"}[style]
    pages = render(read_page(f"library/{name}"), STYLES[style])
    original = (PAGES / "library" / name).read_text(encoding="utf-8")
    assert [re.sub(r"\n+", "\n", text) for text in pages.values()] == [
        re.sub(r"\n+", "\n", original).replace("C# #\n", "C# ###\n")
    ]


# --- the shipped export -------------------------------------------------------


def shipped() -> Framework:
    """The published release of the committed framework export."""
    tables = {name: read_table(SEEDS, EXPORT_TABLES[name]) for name in WRITTEN}
    return Framework.from_tables(tables, "sde", "2025-05")


def shipped_row() -> tuple[str, ...]:
    """The row of that release."""
    rows = read_table(SEEDS, EXPORT_TABLES["framework_releases"])
    [row] = [row for row in rows if row[3] == "published"]
    return row


def test_the_shipped_export_is_complete() -> None:
    """As published: 11 skills with all their levels, 71 descriptors."""
    framework = shipped()
    assert framework.counts() == {
        "domains": 1,
        "subdomains": 4,
        "skills": 11,
        "levels": 33,
        "descriptors": 71,
    }
    assert Counter(each.level for each in framework.descriptors) == {
        "entry": 23,
        "mid": 24,
        "senior": 24,
    }
    assert not framework.incomplete_levels()
    assert not framework.unplaced
    assert "Profiency in creating and managing data catalogues" in {
        each.text for each in framework.descriptors
    }


def test_the_shipped_release_names_source_and_terms() -> None:
    """With the hash of its own content."""
    row = shipped_row()
    assert row[:4] == ("sde", "2025-05", "2025-05-02", "published")
    assert row[5:7] == ("University of Manchester and partners", "MIT")
    assert row[8] == shipped().content_hash()


@pytest.mark.parametrize("style", sorted(STYLES))
def test_the_shipped_export_survives_being_a_page(style: str, tmp_path: Path) -> None:
    """Rendered and imported again, every file of the release is the same."""
    for name, text in render(shipped(), STYLES[style]).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    framework, _, _ = read_framework(find_pages([tmp_path]))
    add_release(tmp_path / "out", framework, Release(*shipped_row()[:-1]))
    assert content(tmp_path / "out") == shipped_files("2025-05")


# --- the command --------------------------------------------------------------


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    """Other pages are named, and what was read is summed up."""
    result = run(PAGES, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Dialect: markdown-tabs\n" in result.output
    assert "Passed over, no framework page: library/index.md\n" in result.output
    assert "4 domains, 9 subdomains, 16 skills, 32 levels, 34 descriptors" in (
        result.output
    )
    assert "orphans.md:10: a level without a skill above it: - Throws a line" in (
        result.output
    )
    assert "has no text at senior level (missing)" in result.output
    assert "comes again, as cooking-catering-2" in result.output
    written = content(tmp_path / "out")
    assert set(written) == {f"{name}.csv" for name in WRITTEN}
    for name in WRITTEN:
        text = written[f"{name}.csv"].decode()
        assert text.endswith("\n")
        assert "\r" not in text
        assert next(csv.reader(text.splitlines())) == list(EXPORT_TABLES[name].columns)


def test_what_was_written_is_the_framework(tmp_path: Path) -> None:
    """Read from the folder again, it is equal, unplaced lines and all."""
    framework, _, _ = read_framework(find_pages([PAGES]))
    assert add_release(tmp_path, framework, RELEASE)
    tables = {name: read_table(tmp_path, EXPORT_TABLES[name]) for name in WRITTEN}
    assert Framework.from_tables(tables, "sea", "2025-05") == framework


def test_a_release_is_added_and_never_changed(tmp_path: Path) -> None:
    """The same again is no change; other content needs a new id, or --replace."""
    page, out = tmp_path / "page.md", tmp_path / "out"
    page.write_text(PAGE, encoding="utf-8")
    assert run(page, "--out", out).exit_code == 0
    (out / "people.csv").write_text("other tables stay", encoding="utf-8")
    before = content(out)
    again = run(page, "--out", out)
    assert again.exit_code == 0
    assert "No change" in again.output
    assert content(out) == before

    page.write_text(PAGE.replace("does it", "does it well"), encoding="utf-8")
    changed = run(page, "--out", out)
    assert changed.exit_code == 1
    assert "--replace" in changed.output
    assert content(out) == before

    assert run(page, "--out", out, release="2026-01").exit_code == 0
    rows = read_table(out, EXPORT_TABLES["framework_descriptors"])
    assert [(row[1], row[-1]) for row in rows] == [
        ("2025-05", "does it"),
        ("2026-01", "does it well"),
    ]
    assert len(read_table(out, EXPORT_TABLES["framework_levels"])) == len(LEVELS)

    assert run(page, "--out", out, "--replace").exit_code == 0
    rows = read_table(out, EXPORT_TABLES["framework_descriptors"])
    assert {row[-1] for row in rows} == {"does it well"}
    assert (out / "people.csv").read_text(encoding="utf-8") == "other tables stay"


def test_strict_writes_nothing_when_a_line_has_no_place(tmp_path: Path) -> None:
    """And says which lines."""
    result = run(PAGES / "orphans.md", "--strict", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "orphans.md:49: looks like a heading" in result.output
    assert "nothing was written" in result.output
    assert not (tmp_path / "out").exists()
    complete = run(PAGES / "library/plain.md", "--strict", "--out", tmp_path / "out")
    assert complete.exit_code == 0, complete.output


def test_options_reach_the_release(tmp_path: Path) -> None:
    """The title is the domain's unless it is given."""
    about = ("--status", "draft", "--publisher", "The  Crew", "--licence", "MIT")
    result = run(PAGES / "traps.md", *about, "--source", "a book", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    [row] = read_table(tmp_path, EXPORT_TABLES["framework_releases"])
    title = "Boats & Rigging"
    assert row[2:8] == ("2025-05-02", "draft", title, "The Crew", "MIT", "a book")


WRONG_PAGES = {
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8 text"),
    "control": (PAGE.encode() + b"\x00", "control character U+0000"),
    "escape": (PAGE.encode() + "\x9b2J".encode(), "control character U+009B"),
    "latin-1": (
        PAGE.replace("does", "d\u00f6es").encode("latin-1"),
        "page.md:9: not UTF",
    ),
    "utf-16": (PAGE.encode("utf-16"), "not UTF-8 text"),
    "empty": (b"", "no framework page"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "no framework page"),
    "prose": (b"# A page\n\nabout something else\n", "no framework page"),
    "tabs of other kinds": (b'# P\n\n=== "Python"\n\n    x\n', "no framework page"),
    "no skill": (b'# P\n\n=== "Entry Level"\n\n    x\n', "No skill was found"),
}


@pytest.mark.parametrize("case", WRONG_PAGES)
def test_a_wrong_page_is_one_message(case: str, tmp_path: Path) -> None:
    """With the page's name; the export folder stays as it was."""
    page, out = tmp_path / "page.md", tmp_path / "out"
    assert run(PAGES / "traps.md", "--out", out).exit_code == 0
    before = content(out)
    page.write_bytes(WRONG_PAGES[case][0])
    result = run(page, "--out", out, release="2026-01")
    assert_one_message(result, WRONG_PAGES[case][1])
    assert content(out) == before


def assert_one_message(result: Result, expected: str) -> None:
    """A non-zero exit, the message, and no traceback."""
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert result.output.count("Error: ") == 1
    assert expected in " ".join(result.output.split())


def test_a_wrong_path_is_one_message(tmp_path: Path) -> None:
    """Missing, empty, or where nothing can be written."""
    page = PAGES / "traps.md"
    out = tmp_path / "out"
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert_one_message(run(tmp_path / "none.md", "--out", out), "does not exist")
    assert_one_message(run(tmp_path / "empty", "--out", out), "holds no page")
    assert_one_message(run(os.devnull, "--out", out), "not a regular file")
    assert_one_message(run(page, "--out", tmp_path / "file"), "is a file")
    assert_one_message(run(page, "--out", tmp_path / "file" / "x"), "Cannot write")
    assert_one_message(run(page), "Missing option '--out'")
    assert_one_message(run("--out", out), "Missing argument 'PAGE...'")
    assert not out.exists()


def test_a_page_out_of_all_proportion_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is read."""
    monkeypatch.setattr(readers, "MAX_PAGE_BYTES", 10)
    assert_one_message(
        run(PAGES / "traps.md", "--out", tmp_path / "out"), "larger than"
    )


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--released-on", "02/05/2025", "is not a date"),
        ("--released-on", "2025-02-30", "is not a date"),
        ("--released-on", "20250502", "is not a date"),
        ("--released-on", "", "is not a date"),
        ("--framework", "", "is not an id"),
        ("--release", "../2025", "is not an id"),
        ("--status", "final", "Invalid value for '--status'"),
        ("--dialect", "runes", "Invalid value for '--dialect'"),
    ],
)
def test_a_wrong_option_is_one_message(
    option: str, value: str, expected: str, tmp_path: Path
) -> None:
    """Which names the option, and how to write it."""
    options = {
        "--framework": "sea",
        "--release": "2025-05",
        "--released-on": "2025-05-02",
        "--out": str(tmp_path / "out"),
    } | {option: value}
    arguments = [word for pair in options.items() for word in pair]
    result = CliRunner().invoke(
        main, ["import", "framework", str(PAGES / "traps.md"), *arguments]
    )
    assert_one_message(result, expected)
    assert option in result.output
    assert not (tmp_path / "out").exists()


HEADER = "framework_id,level,level_rank,level_name,summary\n"
WRONG_TABLES = {
    "a column missing": (b"framework_id,level\n", "column level_rank is missing"),
    "a column too many": (HEADER.strip().encode() + b",x\n", "column x is unknown"),
    "another order": (
        b"level,framework_id,level_rank,level_name,summary\n",
        "another order",
    ),
    "nothing": (b"", "column framework_id is missing"),
    "a short row": (HEADER.encode() + b"sea,entry\n", "csv:2: 2 fields"),
    "an open quote": (HEADER.encode() + b'sea,"entry\n', "not CSV"),
    "latin-1": (HEADER.encode() + b"sea,entr\xe9,1,E,\n", "is not UTF-8"),
    "another scale": (
        HEADER.encode() + b"sea,entry,1,E,\nsea,senior,2,S,\n",
        "declares the levels entry (1), senior (2)",
    ),
}


@pytest.mark.parametrize("case", WRONG_TABLES)
def test_a_wrong_table_in_the_folder_is_one_message(case: str, tmp_path: Path) -> None:
    """With its name; nothing is written over it."""
    (tmp_path / "framework_levels.csv").write_bytes(WRONG_TABLES[case][0])
    before = content(tmp_path)
    result = run(PAGES / "traps.md", "--out", tmp_path)
    assert_one_message(result, WRONG_TABLES[case][1])
    assert "framework_levels.csv" in result.output
    assert content(tmp_path) == before


def test_parquet_is_not_shadowed_by_csv(tmp_path: Path) -> None:
    """Two files of one table would be two truths."""
    (tmp_path / "framework_outline.parquet").touch()
    result = run(PAGES / "traps.md", "--out", tmp_path)
    assert_one_message(result, "framework_outline.parquet is Parquet")
    assert set(content(tmp_path)) == {"framework_outline.parquet"}


def test_an_edited_scale_stays(tmp_path: Path) -> None:
    """Names and summaries in the folder are the owner's; so are long fields."""
    rows = "".join(
        f"sea,{level.level},{level.rank},My {level.name},{'x' * 200_000}\n"
        for level in LEVELS
    )
    path = tmp_path / "framework_levels.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert run(PAGES / "traps.md", "--out", tmp_path).exit_code == 0
    assert path.read_text(encoding="utf-8") == HEADER + rows


@settings(max_examples=25, deadline=None)
@given(lines=mangled_lines)
def test_any_page_is_imported_or_refused_with_a_message(lines: list[str]) -> None:
    """Never a traceback, never half a folder."""
    with tempfile.TemporaryDirectory() as home:
        page, out = Path(home, "page.md"), Path(home, "out")
        page.write_text("\n".join(lines), encoding="utf-8")
        result = run(page, "--dialect", "markdown-tabs", "--out", out)
        if result.exit_code == 0:
            assert set(content(out)) == {f"{name}.csv" for name in WRITTEN}
        else:
            assert_one_message(result, "")
            assert not out.exists()

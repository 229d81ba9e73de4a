"""The YAML of the SDE-skills site: nothing is lost, and nothing in it does anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from competency_warehouse.errors import UserError
from competency_warehouse.framework import (
    LEVELS,
    Framework,
    FrameworkBuilder,
    slug,
)
from competency_warehouse.import_framework import read_framework
from competency_warehouse.readers import Page, detect, find_pages
from competency_warehouse.readers import text as page_text
from competency_warehouse.readers.markdown_tabs import level_of
from competency_warehouse.readers.sde_yaml import SdeYamlReader
from test_import_framework import assert_one_message, content, read_page, run

FIXTURES = Path(__file__).parent / "fixtures" / "sde_yaml"
GALLEY = FIXTURES / "galley_kitchen.yaml"
HOME = "galley-kitchen"
DOMAIN = "domain:\n  name: D\n  id: d\n  subdomains:\n    s:\n      name: S\n"
PAGE = DOMAIN + "      competencies:\n        k:\n          levels: {entry: [x]}\n"


def read_text(*pages: str) -> Framework:
    """The framework on pages of this dialect."""
    named = [
        Page(f"{place}.yaml", text.encode()) for place, text in enumerate(pages, 1)
    ]
    return read_framework(named)[0]


def galley() -> Framework:
    """The framework of the fixture folder."""
    framework, dialects, skipped = read_framework(find_pages([FIXTURES]))
    assert (dialects, skipped) == (["sde-yaml"], ["chart.yaml", "mkdocs.yml"])
    return framework


def as_yaml(framework: Framework) -> list[Any]:
    """The pages that this framework would be on the site, one for each domain."""
    inside: dict[str, dict[str, Any]] = {}
    pages = []
    children = {"domain": "subdomains", "subdomain": "competencies"}
    kinds = {"tool": "tools", "technology": "technologies", "standard": "standards"}
    kinds |= {"core_concept": "core_concepts", "qualification": "qualifications"}
    for node in framework.nodes:
        last = node.node_id.split("/")[-1]
        page: dict[str, Any] = {"id": last, "name": node.name}
        page |= {"description": node.description} if node.description else {}
        inside[node.node_id] = page
        if node.parent_id:
            parent = inside[node.parent_id]
            child = children["subdomain" if "/" in node.parent_id else "domain"]
            parent.setdefault(child, {})[last] = page
        else:
            page["subdomains"] = {}
            pages.append({"domain": page})
    for each in framework.descriptors:
        levels = inside[each.skill_id].setdefault("levels", {})
        level = levels.setdefault(each.level, {"skills": []})
        level["skills"] += [each.text] if each.text else []
    for fact in framework.attributes:
        place = inside[fact.node_id]
        if fact.level:
            place = place["levels"][fact.level]
        if fact.kind == "meta":
            key, _, text = fact.value.partition(": ")
            place[key] = text
        else:
            place.setdefault(kinds[fact.kind], []).append(fact.value)
    return pages


# --- what is on a page --------------------------------------------------------


def test_markdown_and_yaml_give_the_same_framework() -> None:
    """Ids, names, descriptions, descriptors and their order."""
    markdown = read_page("library/plain.md")
    [page] = as_yaml(markdown)
    framework = read_text(yaml.safe_dump(page, sort_keys=False, width=40))
    assert framework == markdown
    assert framework.content_hash() == markdown.content_hash()


def test_the_outline_is_read_as_meant() -> None:
    """Names name; a key that comes twice is two nodes, and said to be."""
    framework = galley()
    assert [(node.node_id, node.name) for node in framework.nodes] == [
        (HOME, "Galley & Kitchen"),
        (f"{HOME}/baking", "Baking"),
        (f"{HOME}/baking/bread-rolls", "Bread & Rolls"),
        (f"{HOME}/baking/biscuits", "Biscuits"),
        (f"{HOME}/baking/biscuits-2", "Biscuits"),
        (f"{HOME}/stewing", "Stewing"),
    ]
    assert "the key 'biscuits' comes again" in framework.notes[0]


def test_markdown_in_a_description_is_text() -> None:
    """Kept as it is, for the findings to name."""
    described = {node.node_id: node.description for node in galley().nodes}
    assert described[f"{HOME}/baking/bread-rolls"] == (
        "Keeps **yeast** alive.\n#### Tools\n- a bowl"
    )
    assert described[f"{HOME}/baking"] == "Bread at sea.\nIt rises by itself."


def test_skills_are_descriptors() -> None:
    """Also where a colon makes a mapping of one, or a level is a mere list."""
    framework = galley()
    assert [
        (each.skill_id.split("/")[-1], each.level, each.text)
        for each in framework.descriptors
    ] == [
        ("bread-rolls", "entry", "Weighs flour (e.g., rye)"),
        ("bread-rolls", "entry", "Knows two flours: wheat and rye"),
        ("bread-rolls", "entry", "5"),
        ("bread-rolls", "mid", ""),
        ("bread-rolls", "senior", "Runs the bakery"),
        ("biscuits-2", "entry", "Counts weevils"),
        ("biscuits-2", "mid", ""),
        ("biscuits-2", "senior", ""),
    ]
    assert any("colon makes 'Knows two flours" in note for note in framework.notes)


def test_everything_else_is_an_attribute() -> None:
    """Supplements too, though they come before the page that they add to."""
    facts = {
        (each.node_id.removeprefix(HOME), each.level, each.kind, each.value)
        for each in galley().attributes
    }
    baking, rolls = "/baking", "/baking/bread-rolls"
    assert facts == {
        ("", "", "meta", "index: 02"),
        ("", "", "meta", "main-color: color-teal"),
        ("", "", "meta", "source_file: galley_kitchen.md"),
        (baking, "", "tool", "Swinging oven"),
        (baking, "", "tool", "Tin"),
        (baking, "", "standard", "ISO 9001"),
        (baking, "", "meta", "key: baking-and-more"),
        (baking, "", "tool", "Scale"),
        (
            *(baking, "", "meta"),
            'tool Scale: {"name": "Scale", "role": "Weighs.", "sources": '
            '{"mentions": ["Guild rules"], "jobs": {"total": "12"}}}',
        ),
        (baking, "", "tool", "Proofing box"),
        (
            *(baking, "", "meta"),
            'tool Proofing box: {"name": "Proofing box", "sources": '
            '{"mentions": ["Guild rules"]}}',
        ),
        (rolls, "entry", "core_concept", "Gluten"),
        (
            *(rolls, "entry", "meta"),
            'core_concept Gluten: {"topic": "Gluten", "concepts": "Kneading, resting", '
            '"search_terms": ["gluten network"]}',
        ),
        (rolls, "mid", "qualification", "Journeyman (Exam)"),
        (
            *(rolls, "mid", "meta"),
            'qualification Journeyman (Exam): {"issuer": "Guild", '
            '"description": "Journeyman (Exam)"}',
        ),
        (rolls, "mid", "qualification", "Master (Exam)"),
        (
            *(rolls, "mid", "meta"),
            'qualification Master (Exam): {"issuer": "Guild", '
            '"description": "Master (Exam)"}',
        ),
        ("/baking/biscuits", "", "meta", "id: ships-biscuit"),
        ("/baking/biscuits", "", "meta", 'owner: {"name": "Cook", "since": "1804"}'),
    }


def test_what_has_no_place_is_listed_line_by_line() -> None:
    """With the node that it stands in, and why."""
    unplaced = galley().unplaced
    assert [(each.source[7:12], each.line, each.text) for each in unplaced] == [
        ("kitch", 16, "grilling:"),
        ("kitch", 17, "name: Grilling"),
        ("kitch", 18, "items:"),
        ("kitch", 19, "- Tongs"),
        ("kitch", 1, unplaced[4].text),
        ("kitch", 18, "# gimballed"),
        ("kitch", 50, "expert:"),
        ("kitch", 51, "skills:"),
        ("kitch", 52, "- Bakes in a storm"),
        ("kitch", 55, "Senior Level:"),
        ("kitch", 56, "skills:"),
        ("kitch", 57, "- Runs it twice"),
        ("kitch", 67, "skills:"),
        ("kitch", 68, "lesser: weevil"),
        ("kitch", 71, "- [a list]"),
        ("kitch", 73, "roasting:"),
        ("kitch", 74, "- a list"),
    ]
    assert unplaced[4].text.startswith("# Synthetic")
    assert [each.nearest_node_id for each in unplaced[3:7]] == [
        HOME,
        "",
        f"{HOME}/baking",
        f"{HOME}/baking/bread-rolls",
    ]
    assert unplaced[6].reason == "no level is called 'expert'"


def test_all_lines_of_a_text_and_keys_without_values_are_listed() -> None:
    """Folded texts, blocks, and mappings that hold nothing but keys."""
    levels = (
        "        l:\n          levels:\n"
        "            mid:\n              skills:\n              - {a: , b: }\n"
        "            expert:\n            - folded\n              text\n"
        "            - |\n              a block\n\n              of two\n"
    )
    framework = read_text(PAGE + levels)
    assert [each.text for each in framework.unplaced] == [
        "- {a: , b: }",
        *("expert:", "- folded", "text", "- |", "a block", "of two"),
    ]


SUPPLEMENTS = {
    "three lists": (
        "domain: D\nsubdomains:\n  s: {name: S, tools: [a], technologies: [b], "
        "standards: [c]}\n",
        [("tool", "a"), ("technology", "b"), ("standard", "c")],
    ),
    "names": (
        "domain: {name: D}\nsubdomains: {s: {name: S, items: [a, b]}}\n",
        [("tool", "a"), ("tool", "b")],
    ),
    "items with facts": (
        "domain: {name: D}\nsubdomains: {s: {items: [{name: a, url: u}]}}\n",
        [("tool", "a"), ("meta", 'tool a: {"name": "a", "url": "u"}')],
    ),
    "groups": (
        "domain: {name: D}\n"
        "subdomains: {s: {items: [{source: us, items: [a]}, {tools: [b]}]}}\n",
        [
            ("tool", "a"),
            ("meta", 'items: {"source": "us", "items": ["a"]}'),
            ("tool", "b"),
        ],
    ),
    "categories": (
        "domain: {name: D}\nsubdomains: {s: {standards: {iso: [a], b: c}}}\n",
        [("standard", "a"), ("meta", 'standards: {"iso": ["a"], "b": "c"}')],
    ),
}


@pytest.mark.parametrize("shape", SUPPLEMENTS)
def test_tools_come_in_many_shapes(shape: str) -> None:
    """All of them become attributes of the subdomain that they name."""
    text, expected = SUPPLEMENTS[shape]
    framework = read_text(text, PAGE)
    assert framework == read_text(PAGE, text)
    assert {each.node_id for each in framework.attributes} == {"d/s"}
    facts = [(each.kind, each.value) for each in framework.attributes]
    assert sorted(facts) == sorted(expected)
    assert not framework.unplaced


def test_a_supplement_is_of_its_domain_only() -> None:
    """Else nothing of it is placed."""
    text = "domain:\n  name: Other\nsubdomains:\n  s:\n    name: S\n    items: [a]\n"
    framework = read_text(text, PAGE)
    assert not framework.attributes
    assert len(framework.unplaced) == 6


def test_a_supplement_of_a_markdown_page_is_read_after_it(tmp_path: Path) -> None:
    """Dialects may be mixed."""
    (tmp_path / "a_tools.yaml").write_text(SUPPLEMENTS["names"][0])
    (tmp_path / "d.md").write_text('# D\n## S\n### K\n\n=== "Entry"\n\n    x\n')
    framework, dialects, _ = read_framework(find_pages([tmp_path]))
    assert dialects == ["markdown-tabs", "sde-yaml"]
    assert [each.value for each in framework.attributes] == ["a", "b"]


# --- wrong input --------------------------------------------------------------

BOMB = "".join(
    f"x{place}: &x{place} [{', '.join([f'*x{place - 1}'] * 9) or 'a'}]\n"
    for place in range(1, 9)
).replace("*x0", "lol")
CHAIN = "x0: &x0 a\n" + "".join(
    f"x{place}: &x{place} [*x{place - 1}]\n" for place in range(1, 99)
)

WRONG = {
    "broken": (DOMAIN + "   bad: [", "page.yaml:7: this is not YAML"),
    "tab": (DOMAIN + "\tx: y\n", "page.yaml:7: this is not YAML"),
    "two documents": (PAGE + "---\n" + PAGE, "page.yaml:10: this is not YAML"),
    "python": (PAGE + "x: !!python/name:os.system\n", "page.yaml:10: has the tag"),
    "tag": (PAGE + "x: !mine 1\n", "page.yaml:10: has the tag !mine"),
    "bomb": (PAGE + BOMB, "with aliases (*) written out, there are over"),
    "chain": (PAGE + CHAIN, "with aliases (*) written out, there are over"),
    "itself": (PAGE + "x: &x [*x]\n", "with aliases (*) written out, there are over"),
    "unknown alias": (PAGE + "x: *x\n", "found undefined alias"),
    "deep": (PAGE + "x: " + "[" * 5000, "nested over 30 deep"),
    "escape": (PAGE + 'x: "\\x07"\n', "page.yaml:10: holds the control character"),
    "surrogate": (PAGE + 'x: "\\ud800"\n', "holds the control character U+D800"),
    "no character": (PAGE + "x: \uffff\n", "page.yaml:10: holds U+FFFF"),
    "null": (PAGE + "x: \x00\n", "control character U+0000"),
    "no framework": ("a: b\n", "is no framework page"),
    "text": ("only text\n", "is no framework page"),
    "empty": ("", "is no framework page"),
    "no skill": (DOMAIN, "No skill was found"),
    "only tools": (SUPPLEMENTS["names"][0], "No skill was found"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_page_is_one_message(case: str, tmp_path: Path) -> None:
    """With the line; the export folder stays as it was."""
    page, out = tmp_path / "page.yaml", tmp_path / "out"
    assert run(GALLEY, "--out", out).exit_code == 0
    before = content(out)
    page.write_text(WRONG[case][0], encoding="utf-8")
    assert_one_message(run(page, "--out", out, release="2026-01"), WRONG[case][1])
    assert content(out) == before


def test_bytes_that_are_no_text_are_one_message(tmp_path: Path) -> None:
    """With the line."""
    page = tmp_path / "page.yaml"
    page.write_bytes(PAGE.replace("x", "\u00e9").encode("latin-1"))
    assert_one_message(run(page, "--out", tmp_path / "out"), "page.yaml:9: not UTF-8")


def test_a_page_out_of_all_proportion_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before it is parsed."""
    monkeypatch.setattr(page_text, "MAX_BYTES", 10)
    with pytest.raises(UserError, match="larger than"):
        detect(Page("big.yaml", PAGE.encode()))


def test_a_broken_framework_page_in_a_folder_is_not_passed_over(
    tmp_path: Path,
) -> None:
    """Though other YAML that cannot be read is."""
    (tmp_path / "a.yaml").write_text("- {{ template }}: [\n")
    (tmp_path / "b.yaml").write_text(PAGE)
    framework, _, skipped = read_framework(find_pages([tmp_path]))
    assert (framework.counts()["skills"], skipped) == (1, ["a.yaml"])
    (tmp_path / "a.yaml").write_text(PAGE + "  x: [\n")
    result = run(tmp_path, "--out", tmp_path / "out")
    assert_one_message(result, "a.yaml:10: this is not YAML")


def test_strict_counts_what_has_no_place(tmp_path: Path) -> None:
    """The command reports it all, and writes nothing."""
    result = run(FIXTURES, "--strict", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "Dialect: sde-yaml\n" in result.output
    assert "galley_kitchen.yaml:52: no level is called 'expert'" in result.output
    assert "17 lines could not be placed" in result.output
    assert not (tmp_path / "out").exists()


# --- nothing is lost ----------------------------------------------------------


def leaves(node: yaml.Node | None) -> Iterator[str]:
    """All texts of a document but its keys."""
    if isinstance(node, yaml.ScalarNode):
        if node.value.strip() not in ("", "~", "null"):
            yield node.value.strip()
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from leaves(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from leaves(value)


def squeezed(text: str) -> str:
    """Without blanks: folded lines have others than their source."""
    return re.sub(r"\s+", "", text)


LINES = GALLEY.read_text(encoding="utf-8").splitlines()
edits = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "indent", "dedent", "swap", "comment"]),
        st.integers(0, len(LINES) - 1),
    ),
    max_size=6,
)


def edited(lines: list[str], changes: list[tuple[str, int]]) -> str:
    """The page after accidents of editing."""
    lines = list(lines)
    for what, place in changes:
        line = lines[place]
        lines[place] = {
            "drop": "",
            "double": f"{line}\n{line}",
            "indent": f"  {line}",
            "dedent": line.removeprefix("  "),
            "swap": lines[place - 1],
            "comment": f"{line} # a remark",
        }[what]
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(changes=edits)
def test_every_text_of_a_mangled_page_is_accounted_for(
    changes: list[tuple[str, int]],
) -> None:
    """Each leaf is in the framework or listed, or the page is refused."""
    text = edited(LINES, changes)
    builder = FrameworkBuilder()
    try:
        SdeYamlReader().read(Page("page.yaml", text.encode()), builder)
    except UserError:
        return
    framework = builder.build()
    kept = [node.name + "\n" + node.description for node in framework.nodes]
    kept += [each.text for each in framework.descriptors]
    kept += [each.value for each in framework.attributes]
    kept += ["".join(each.text for each in framework.unplaced)]
    squeezed_kept = [
        squeezed(each.encode().decode("unicode_escape") if '"' in each else each)
        for each in kept
    ]
    ids = {part for node in framework.nodes for part in node.node_id.split("/")}
    ids |= {f"{part}-{level.level}" for part in ids for level in LEVELS}
    for leaf in leaves(yaml.compose(text, yaml.SafeLoader)):
        found = any(squeezed(leaf) in each for each in squeezed_kept)
        assert found or leaf in ids or level_of(leaf), leaf
    assert squeezed(text).count("#aremark") <= "".join(squeezed_kept).count("#aremark")
    lines = [each.line for each in framework.unplaced]
    assert len(lines) == len(set(lines))


# --- what is written can be read back -----------------------------------------

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=30,
).map(str.strip)
names = texts.filter(slug)
sentences = texts.filter(bool)
stanzas = st.lists(sentences, min_size=1, max_size=3).map("\n".join)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any small framework, as this reader would build it."""
    builder = FrameworkBuilder()
    outline = st.lists(names, min_size=1, max_size=2, unique_by=slug)
    for domain in draw(outline):
        domain_id = builder.add_node("domain", domain, "", "")
        builder.add_attribute(domain_id, "", "meta", f"owner: {draw(sentences)}")
        for subdomain in draw(outline):
            node_id = builder.add_node("subdomain", subdomain, domain_id, "")
            builder.describe(node_id, draw(stanzas))
            for value in draw(st.lists(stanzas, max_size=2)):
                builder.add_attribute(node_id, "", "standard", value)
            for skill in draw(outline):
                skill_id = builder.add_node("skill", skill, node_id, "")
                builder.add_level(skill_id, "entry")
                for level in draw(st.sets(st.sampled_from(["mid", "senior"]))):
                    builder.add_level(skill_id, level)
                    for text in draw(st.lists(stanzas, max_size=3)):
                        builder.add_descriptor(skill_id, level, text)
                    for value in draw(st.lists(sentences, max_size=1)):
                        builder.add_attribute(skill_id, level, "qualification", value)
    return builder.build()


@settings(max_examples=60, deadline=None)
@given(
    framework=frameworks(),
    look=st.fixed_dictionaries(
        {
            "default_flow_style": st.sampled_from([None, True, False]),
            "default_style": st.sampled_from([None, '"', "|", "'"]),
            "width": st.sampled_from([20, 1000]),
            "allow_unicode": st.booleans(),
        }
    ),
)
def test_what_is_written_is_read_back_equal(
    framework: Framework, look: dict[str, Any]
) -> None:
    """However it is laid out."""
    data = as_yaml(framework)
    pages = [yaml.safe_dump(page, sort_keys=False, **look) for page in data]
    # PyYAML folds some texts with no-break spaces so that they are others.
    assume([yaml.safe_load(page) for page in pages] == data)
    assert read_text(*pages) == framework

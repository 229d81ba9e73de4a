"""``competency export framework``: every form can be read back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.export_framework import in_reading_order, read_release
from competency_warehouse.folder import read_table
from competency_warehouse.framework import (
    LEVELS,
    Attribute,
    Descriptor,
    Framework,
    FrameworkBuilder,
    Node,
    Release,
    Unplaced,
)
from competency_warehouse.import_framework import WRITTEN, add_release
from competency_warehouse.readers import READERS, Page, detect
from competency_warehouse.readers.case import CaseReader
from competency_warehouse.readers.moodle import COLUMNS, SCALE, MoodleReader, id_number
from competency_warehouse.writers import WRITERS
from competency_warehouse.writers.case import validator
from warehouse import shipped_files

SEEDS = Path(__file__).parents[2] / "seeds" / "framework"
RELEASE = Release("sea", "2025-05", "2025-05-02", title="Sea", publisher="The Crew")
ONE_FILE = sorted(form for form in WRITERS if not WRITERS[form].is_folder)
SUFFIXES = {"case": ".json", "moodle": ".csv"}


def export(form: str, folder: Path, out: Path, *options: str) -> Result:
    """The command, for the SDE framework unless the options say otherwise."""
    framework = () if "--framework" in options else ("--framework", "sde")
    words = [str(folder), "--to", form, "--out", str(out), *framework, *options]
    return CliRunner().invoke(main, ["export", "framework", *words])


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_one_message(result: Result, expected: str) -> None:
    """A non-zero exit, the message, and no traceback."""
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert result.output.count("Error: ") == 1
    assert expected in " ".join(result.output.split())


def read_back(form: str, files: dict[str, str]) -> Framework:
    """The framework in files that a writer wrote."""
    builder = FrameworkBuilder()
    for name, text in files.items():
        page = Page(name, text.encode())
        reader = detect(page)
        assert reader is not None
        assert reader.dialect == {"markdown": "markdown-tabs"}.get(form, form)
        reader.read(page, builder)
    return builder.build()


def write(form: str, framework: Framework, release: Release = RELEASE) -> dict:
    """The files of a framework."""
    return dict(WRITERS[form].write(framework, release, LEVELS).files)


# --- the shipped export ---------------------------------------------------------


@pytest.mark.parametrize(
    ("release_id", "counts"),
    [
        ("2025-05", "11 skills, 33 levels, 71 descriptors"),
        ("2026-draft", "11 skills, 32 levels, 70 descriptors"),
    ],
)
@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_shipped_export_survives_every_form(
    form: str, release_id: str, counts: str, tmp_path: Path
) -> None:
    """Written and imported again, every table of the release is the same."""
    out = tmp_path / f"out{SUFFIXES.get(form, '')}"
    result = export(form, SEEDS, out, "--release", release_id)
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"Wrote release {release_id} of sde to ")
    back = tmp_path / "back"
    if form == "csv":
        shutil.copytree(out, back)
    else:
        _, release, _ = read_release(SEEDS, "sde", release_id)
        words = [str(out), "--framework", "sde", "--release", release_id]
        words += ["--released-on", release.released_on, "--status", release.status]
        words += ["--title", release.title, "--publisher", release.publisher]
        words += ["--licence", release.licence, "--source", release.source]
        words += ["--out", str(back), "--strict"]
        done = CliRunner().invoke(main, ["import", "framework", *words])
        assert f"1 domain, 4 subdomains, {counts}" in done.output
    assert content(back) == shipped_files(release_id)


def test_of_the_shipped_releases_the_published_one_is_written(tmp_path: Path) -> None:
    """The later draft is not, unless it is named."""
    result = export("csv", SEEDS, tmp_path / "out")
    assert result.output.startswith("Wrote release 2025-05 of sde to ")
    assert content(tmp_path / "out") == shipped_files("2025-05")


@pytest.mark.parametrize("form", ONE_FILE)
def test_what_is_written_depends_on_the_release_alone(
    form: str, tmp_path: Path
) -> None:
    """Twice the same bytes; a file that is there is replaced, its neighbours stay."""
    first, second = tmp_path / "first", tmp_path / "second"
    second.write_text("old", encoding="utf-8")
    for out in (first, second):
        assert export(form, SEEDS, out).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert set(content(tmp_path)) == {"first", "second"}


# --- any framework ----------------------------------------------------------------

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    min_size=1,
    max_size=20,
).map(str.strip)
names = words.filter(bool)
stanzas = st.lists(names, min_size=2, max_size=3).map("\n".join)
texts = names | stanzas
KINDS = ["tool", "see_also", "human_coding_scheme", "concept_keyword", "item_type"]
KINDS += ["identifier", "uri", "id_number", "related_competency", "meta"]
facts = st.dictionaries(
    st.sampled_from(KINDS),
    st.lists(
        texts
        | st.sampled_from(["a", "a/a", "Domain", str(UUID(int=2**99, version=4))]),
        min_size=1,
        max_size=2,
    ),
    max_size=2,
)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any small framework, as a reader would build it."""
    builder = FrameworkBuilder()

    def add(node_type: str, parent_id: str) -> str:
        node_id = builder.add_node(node_type, draw(names), parent_id, "")
        for text in draw(st.lists(texts, max_size=2)):
            builder.describe(node_id, text)
        for kind, values in draw(facts).items():
            for value in values:
                builder.add_attribute(node_id, "", kind, value)
        return node_id

    for _ in range(draw(st.integers(1, 2))):
        domain_id = add("domain", "")
        for _ in range(draw(st.integers(0, 2))):
            subdomain_id = add("subdomain", domain_id)
            for _ in range(draw(st.integers(0, 2))):
                skill_id = add("skill", subdomain_id)
                for level in draw(st.sets(st.sampled_from([*LEVELS]))):
                    builder.add_level(skill_id, level.level)
                    for text in draw(st.lists(texts, max_size=3)):
                        builder.add_descriptor(skill_id, level.level, text)
                    for kind, values in draw(facts).items():
                        for value in values:
                            builder.add_attribute(skill_id, level.level, kind, value)
    return builder.build()


@settings(max_examples=100, deadline=None)
@given(framework=frameworks(), form=st.sampled_from(ONE_FILE))
def test_what_is_written_is_read_back_equal(framework: Framework, form: str) -> None:
    """For names and texts of any characters, and attributes of any kind."""
    back = read_back(form, write(form, framework))
    assert (back, back.content_hash()) == (framework, framework.content_hash())


@settings(max_examples=50, deadline=None)
@given(framework=frameworks(), form=st.sampled_from(ONE_FILE), data=st.data())
def test_what_cannot_be_held_is_refused(
    framework: Framework, form: str, data: st.DataObject
) -> None:
    """Blanks around texts, empty values, control characters: equal, or a message."""
    odd = st.text('ab \n\t\r\x00\x85\u2028<&"\\', max_size=5)
    node = data.draw(st.sampled_from(framework.nodes))
    broken = replace(
        framework,
        nodes=tuple(
            replace(each, name=data.draw(odd), description=data.draw(odd))
            if each == node
            else each
            for each in framework.nodes
        ),
        descriptors=tuple(
            replace(each, text=data.draw(odd)) for each in framework.descriptors
        ),
    )
    try:
        files = write(form, broken)
    except UserError:
        return
    assert read_back(form, files) == broken


def test_a_table_in_any_order_is_written(tmp_path: Path) -> None:
    """Rows by depth, positions with gaps: the same framework in reading order."""
    framework, release, _ = read_release(SEEDS, "sde")
    shuffled = replace(
        framework,
        nodes=tuple(
            replace(node, position=node.position * 10)
            for node in sorted(framework.nodes, key=lambda node: node.node_type)
        ),
        descriptors=framework.descriptors[::-1],
    )
    assert in_reading_order(shuffled) == framework
    add_release(tmp_path / "in", shuffled, release)
    result = export("case", tmp_path / "in", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert read_back("case", {"out.json": text}) == framework


# --- CASE -------------------------------------------------------------------------


def small() -> Framework:
    """One of each, with what CASE has no field for."""
    builder = FrameworkBuilder()
    domain_id = builder.add_node("domain", "Boats", "", "")
    builder.describe(domain_id, "All that floats.")
    subdomain_id = builder.add_node("subdomain", "Knots", domain_id, "")
    skill_id = builder.add_node("skill", "Bowline", subdomain_id, "")
    builder.add_attribute(skill_id, "", "human_coding_scheme", "K.1")
    builder.add_attribute(skill_id, "", "tool", "Fid")
    builder.add_attribute(skill_id, "mid", "standard", "ISO 2307")
    for level, *statements in (
        ("entry", "Ties it", "Unties it"),
        ("mid", "Ties it\nbehind the back"),
        ("senior",),
    ):
        builder.add_level(skill_id, level)
        for text in statements:
            builder.add_descriptor(skill_id, level, text)
    return builder.build()


def package(framework: Framework) -> dict[str, Any]:
    """A framework as a CASE package."""
    [text] = write("case", framework).values()
    return json.loads(text)


def test_a_package_is_what_case_asks_for() -> None:
    """Fields of CASE where it has them, the schema, and identifiers of their own."""
    found = package(small())
    Draft202012Validator.check_schema(validator().schema)
    validator().validate(found)
    document = found["CFDocument"]
    assert document["caseVersion"] == "1.1"
    assert document["creator"] == "The Crew"
    assert document["lastChangeDateTime"] == "2025-05-02T00:00:00Z"
    skill = found["CFItems"][2]
    assert (skill["fullStatement"], skill["humanCodingScheme"]) == ("Bowline", "K.1")
    assert skill["CFItemType"] == "Skill"
    assert found["CFItems"][0]["notes"] == "All that floats."
    assert [
        (each["associationType"], each["sequenceNumber"])
        for each in found["CFAssociations"]
    ] == [("isChildOf", 1)] * 3
    [criterion] = found["CFRubrics"][0]["CFRubricCriteria"]
    assert criterion["CFItemURI"]["identifier"] == skill["identifier"]
    assert [
        (each["quality"], each["score"], each.get("description"))
        for each in criterion["CFRubricCriterionLevels"]
    ] == [
        ("Entry Level", 1, "Ties it\nUnties it"),
        ("Mid Level", 2, "Ties it\nbehind the back"),
        ("Senior Level", 3, None),
    ]
    ids = [document["identifier"], *(each["identifier"] for each in found["CFItems"])]
    ids += [each["identifier"] for each in found["CFAssociations"]]
    assert len(set(ids)) == len(ids)
    assert all(UUID(each).version == 5 for each in ids)


def test_identifiers_are_of_framework_release_and_node() -> None:
    """The same for the same; others for another release."""
    one, again = package(small()), package(small())
    [text] = write("case", small(), replace(RELEASE, release_id="2026-01")).values()
    assert one == again
    mine = {each["identifier"] for each in one["CFItems"]}
    assert mine.isdisjoint(each["identifier"] for each in json.loads(text)["CFItems"])


def test_the_order_of_a_package_is_in_its_associations() -> None:
    """Not in the order in which items and associations happen to stand."""
    framework, release, _ = read_release(SEEDS, "sde")
    [text] = write("case", framework, release).values()
    found = json.loads(text)
    for name in ("CFItems", "CFAssociations"):
        found[name].reverse()
    assert read_package(found) == framework


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("CFDocument", "title"), None),
        (("CFDocument", "caseVersion"), "1.0"),
        (("CFDocument", "identifier"), "x"),
        (("CFItems", 0, "fullStatement"), None),
        (("CFItems", 0, "lastChangeDateTime"), "yesterday"),
        (("CFItems", 0, "humour"), "x"),
        (("CFAssociations", 0, "associationType"), "isAuntOf"),
        (("CFAssociations", 0, "destinationNodeURI"), {"identifier": "x"}),
        (("CFRubrics", 0, "CFRubricCriteria", 0, "weight"), "much"),
    ],
)
def test_the_schema_refuses_what_case_does(path: tuple, value: object) -> None:
    """So that a package which passes is worth something."""
    found = package(small())
    owner: Any = found
    for step in path[:-1]:
        owner = owner[step]
    if value is None:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    assert not validator().is_valid(found)


def foreign() -> dict[str, Any]:
    """A package as others write them, with an item for each trap."""
    uuid = str(UUID(int=7, version=4))

    def item(key: str, statement: str, **more: object) -> dict[str, Any]:
        base = {"identifier": key, "fullStatement": statement, "uri": f"http://x/{key}"}
        return base | more

    def link(child: str, parent: str, **more: object) -> dict[str, Any]:
        nodes = {
            "originNodeURI": {"identifier": child},
            "destinationNodeURI": {"identifier": parent},
        }
        return {"associationType": "isChildOf", **nodes} | more

    return {
        "CFDocument": {
            "identifier": "doc",
            "title": "Sailing",
            "creator": "A School",
            "description": "For beginners",
        },
        "CFItems": [
            item("b", "Second domain"),
            item("a", "First domain", CFItemType="Strand", humanCodingScheme="1"),
            item("s", "Sub", CFItemTypeURI={"title": "Cluster"}, notes="A note"),
            item(
                uuid,
                "Ties a  bowline, whatever the weather",
                abbreviatedStatement="Bowline",
                educationLevel=["09", "10"],
                conceptKeywords=["rope"],
                licenseURI={"title": "CC"},
                statusStartDate="2020-01-01",
            ),
            item("deep", "In the dark"),
            item("deeper", "In the wet"),
            item("lone", "Nobody's child"),
            item("lone", "Twice there"),
            item("x", "One of a ring"),
            item("y", "The other of it"),
        ],
        "CFAssociations": [
            link("b", "doc", sequenceNumber=2),
            link("a", "doc", sequenceNumber=1),
            link("s", "a"),
            link(uuid, "s", notes="an aside"),
            link(uuid, "b"),
            link("deep", uuid),
            link("deeper", "deep"),
            link("x", "y"),
            link("y", "x"),
            link("s", "gone"),
            link("s", "b", associationType="isRelatedTo"),
        ],
        "CFDefinitions": {"CFItemTypes": [{"title": "Strand"}]},
        "CFExtras": ["left"],
    }


def read_package(found: object) -> Framework:
    """The framework in a package."""
    builder = FrameworkBuilder()
    text = json.dumps(found, indent=1, ensure_ascii=False)
    CaseReader().read(Page("a.json", text.encode()), builder)
    return builder.build()


def test_a_package_of_others_is_read_by_depth() -> None:
    """Domain, subdomain, skill; all else is an attribute, not placed, or noted."""
    framework = read_package(foreign())
    assert [(node.node_id, node.name) for node in framework.nodes] == [
        ("first-domain", "First domain"),
        ("first-domain/sub", "Sub"),
        ("first-domain/sub/bowline", "Bowline"),
        ("second-domain", "Second domain"),
    ]
    described = [node.description for node in framework.nodes]
    assert described == ["", "A note", "Ties a  bowline, whatever the weather", ""]
    kept = {(each.node_id, each.kind, each.value) for each in framework.attributes}
    assert {
        ("first-domain", "item_type", "Strand"),
        ("first-domain", "human_coding_scheme", "1"),
        ("first-domain", "identifier", "a"),
        ("first-domain", "uri", "http://x/a"),
        ("first-domain/sub/bowline", "education_level", "10"),
        ("first-domain/sub/bowline", "concept_keyword", "rope"),
    } <= kept
    skill = "first-domain/sub/bowline"
    assert [
        (each.source.removeprefix("a.json#/"), each.nearest_node_id, each.reason)
        for each in framework.unplaced
    ] == [
        ("", "", "fields that a framework has no place for"),
        (
            "CFAssociations/10",
            "first-domain/sub",
            "a relation of the kind 'isRelatedTo'",
        ),
        ("CFAssociations/3", skill, "fields that a framework has no place for"),
        ("CFAssociations/4", skill, "a second parent"),
        ("CFAssociations/9", "first-domain/sub", "a parent or child that is not here"),
        ("CFDocument", "", "fields that a framework has no place for"),
        ("CFItems/3", skill, "fields that a framework has no place for"),
        ("CFItems/4", skill, "below a skill"),
        ("CFItems/5", skill, "below a skill"),
        ("CFItems/6", "", "not below the document"),
        ("CFItems/7", "", "an identifier that is taken"),
        ("CFItems/8", "", "not below the document"),
        ("CFItems/9", "", "not below the document"),
    ]
    assert len({(each.source, each.line) for each in framework.unplaced}) == 13
    assert not framework.descriptors
    assert len(framework.incomplete_levels()) == len(LEVELS)
    assert framework.notes == (
        "a.json says of itself: title 'Sailing', creator 'A School'",
        "a.json: no CFRubrics, so no skill has levels",
        "a.json: links are not kept: CFDefinitions/CFItemTypes (1), CFItemTypeURI (1), "
        "licenseURI (1)",
    )


def test_a_package_of_others_keeps_its_identifiers() -> None:
    """Written again, an item has the identifier and URI that it came with."""
    framework = replace(read_package(foreign()), unplaced=())
    written = package(framework)
    uuid = str(UUID(int=7, version=4))
    [bowline] = [each for each in written["CFItems"] if each["identifier"] == uuid]
    assert bowline["uri"] == f"http://x/{uuid}"
    assert bowline["educationLevel"] == ["09", "10"]
    assert written["CFItems"][0]["CFItemType"] == "Strand"
    assert read_package(written) == framework


def test_rubrics_of_others_are_read_by_the_names_of_levels() -> None:
    """Several criteria of a skill add up; levels of another scale have no place."""
    found = foreign()
    skill = {"identifier": found["CFItems"][3]["identifier"]}

    def criterion(item: object, *levels: dict[str, Any], **more: object) -> dict:
        return {"CFItemURI": item, "CFRubricCriterionLevels": list(levels), **more}

    entry = {"quality": "Entry level", "description": " ties it \r\n\n loosens it"}
    found["CFRubrics"] = [
        {
            "title": "How well",
            "CFRubricCriteria": [
                criterion(skill, entry, {"quality": "Expert", "description": "all"}),
                criterion(
                    skill,
                    {"quality": "entry", "description": "names it", "score": 7},
                    {"quality": "ENTRY", "description": "again"},
                    weight=2.5,
                ),
                criterion({"identifier": "a"}, {"quality": "Mid", "description": "x"}),
                criterion(None, {"quality": "Mid", "description": "y"}),
            ],
        }
    ]
    framework = read_package(found)
    assert [each.text for each in framework.descriptors] == [
        "ties it",
        "loosens it",
        "names it",
    ]
    places = [each.source for each in framework.unplaced if "Rubric" in each.source]
    base = "a.json#/CFRubrics/0"
    inner = f"{base}/CFRubricCriteria"
    assert places == [
        base,
        f"{inner}/0/CFRubricCriterionLevels/1",
        f"{inner}/1",
        f"{inner}/1/CFRubricCriterionLevels/0",
        f"{inner}/1/CFRubricCriterionLevels/1",
        f"{inner}/2",
        f"{inner}/3",
    ]


WRONG_PACKAGES = {
    "no json": ("{", "a.json:1: not JSON"),
    "no object": ('["CFDocument"]', "is no CASE package"),
    "no document": ('{"x": "CFDocument"}', "is no CASE package"),
    "a part": ('{"CFDocuments": []}', "is no CASE package"),
    "nested": ("[" * 100_000, "nested too deeply"),
    "twice": ('{"CFDocument": {"a": 1, "a": 2}}', "'a' stands twice"),
    "a long number": (f'{{"CFDocument": {{"a": {"9" * 5000}}}}}', "a.json: "),
    "control": ('{"CFDocument": {"a": "\\u0007"}}', "control character U+0007"),
    "half a character": ('{"CFDocument": {"\\ud800": 1}}', "U+D800"),
    "document": ('{"CFDocument": []}', "CFDocument is not an object"),
    "items": ('{"CFDocument": {}, "CFItems": {}}', "CFItems is not a list"),
    "item": ('{"CFDocument": {}, "CFItems": [1]}', "CFItems/0 is not an object"),
    "text": (
        '{"CFDocument": {}, "CFItems": [{"identifier": 1}]}',
        "CFItems/0/identifier is not a text",
    ),
    "link": (
        '{"CFDocument": {}, "CFAssociations": [{"originNodeURI": "x"}]}',
        "CFAssociations/0/originNodeURI is not an object",
    ),
}


@pytest.mark.parametrize("case", WRONG_PACKAGES)
def test_a_wrong_package_is_a_message(case: str) -> None:
    """With file and place."""
    text, expected = WRONG_PACKAGES[case]
    with pytest.raises(UserError) as raised:
        CaseReader().read(Page("a.json", text.encode()), FrameworkBuilder())
    assert expected in raised.value.message


keys = st.sampled_from(["doc", "a", "b", "c", "d", ""])
leaves = st.sampled_from([f"text {each}" for each in range(9)])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_statement_of_any_package_is_accounted_for(data: st.DataObject) -> None:
    """Whatever hangs below what: it is in the framework, or not placed."""
    fields = {
        "fullStatement": leaves,
        "abbreviatedStatement": leaves,
        "notes": leaves,
        "humanCodingScheme": leaves,
        "CFItemType": st.sampled_from(["Domain", "Skill", "Strand"]),
        "subject": st.lists(leaves, max_size=2),
        "unheardOf": st.dictionaries(leaves, leaves, max_size=1),
    }
    items = data.draw(
        st.lists(st.fixed_dictionaries({"identifier": keys}, optional=fields))
    )
    link = keys.map(lambda key: {"identifier": key})
    kinds = st.sampled_from(["isChildOf"] * 4 + ["precedes"])
    relations = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {"originNodeURI": link, "destinationNodeURI": link},
                optional={"associationType": kinds, "notes": leaves},
            ),
            max_size=9,
        )
    )
    level = st.fixed_dictionaries(
        {"quality": st.sampled_from(["Entry", "Mid", "Expert"])},
        optional={"description": leaves, "feedback": leaves},
    )
    criterion = st.fixed_dictionaries(
        {"CFItemURI": link, "CFRubricCriterionLevels": st.lists(level, max_size=3)},
        optional={"description": leaves},
    )
    rubric = {"CFRubricCriteria": data.draw(st.lists(criterion, max_size=4))}
    found = {
        "CFDocument": {"identifier": "doc"},
        "CFItems": items,
        "CFAssociations": relations,
        "CFRubrics": [rubric],
    }
    framework = read_package(found)
    account = account_of(framework)
    for each in _leaves([items, relations, rubric]):
        if each.startswith("text "):
            assert each in account
    assert len({each.source for each in framework.unplaced}) == len(framework.unplaced)


def account_of(framework: Framework) -> str:
    """All texts of a framework."""
    kept = [text for node in framework.nodes for text in (node.name, node.description)]
    kept += [each.text for each in (*framework.descriptors, *framework.unplaced)]
    kept += [each.value for each in framework.attributes]
    return "\n".join(kept)


def _leaves(tree: object) -> list[str]:
    match tree:
        case dict(value):
            return [text for each in value.items() for text in _leaves([*each])]
        case list(value):
            return [text for each in value for text in _leaves(each)]
        case str(value):
            return [value]
    return []


@settings(max_examples=100, deadline=None)
@given(form=st.sampled_from(ONE_FILE), data=st.data())
def test_any_mangled_file_is_read_or_refused(form: str, data: st.DataObject) -> None:
    """Bytes lost, doubled or put in: a message, or a framework that can be kept."""
    [text] = write(form, small()).values()
    raw = text.encode()
    for _ in range(data.draw(st.integers(1, 3))):
        first = data.draw(st.integers(0, len(raw)))
        last = data.draw(st.integers(first, min(first + 40, len(raw))))
        put = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b",", raw[:99]]))
        raw = raw[:first] + put + raw[last:]
    builder = FrameworkBuilder()
    page = Page("a", raw)
    try:
        READERS[form].recognises(page)
        READERS[form].read(page, builder)
    except UserError:
        return
    framework = builder.build()
    with tempfile.TemporaryDirectory() as home:
        add_release(Path(home), framework, RELEASE)
        tables = {name: read_table(Path(home), EXPORT_TABLES[name]) for name in WRITTEN}
    assert Framework.from_tables(tables, "sea", "2025-05") == framework


# --- Moodle -----------------------------------------------------------------------


def moodle(*rows: Sequence[str], delimiter: str = ",", more: str = "") -> str:
    """A file of Moodle: a row is parent, ID number, name, description, and the rest."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\r\n", delimiter=delimiter)
    table.writerow([f"Spalte {place}" for place in range(len(COLUMNS))] + [more] * 2)
    table.writerow(["", "F", "Rahmen", "", "1", SCALE, "[]", *[""] * 5, "1", ""])
    table.writerows(rows)
    return lines.getvalue()


def read_moodle(text: str) -> Framework:
    """The framework in a file of Moodle."""
    builder = FrameworkBuilder()
    page = Page("a.csv", text.encode())
    assert MoodleReader().recognises(page)
    MoodleReader().read(page, builder)
    return builder.build()


def test_a_file_for_moodle_is_what_moodle_imports() -> None:
    """14 columns, one framework, parents by ID number, levels in scale and text."""
    [text] = write("moodle", small()).values()
    header, framework, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert framework[:3] == ["", "sea", "Sea"]
    assert framework[5] == "Entry Level,Mid Level,Senior Level"
    assert json.loads(framework[6])[1:] == [
        {"id": 1, "scaledefault": 1, "proficient": 0},
        {"id": 2, "scaledefault": 0, "proficient": 1},
        {"id": 3, "scaledefault": 0, "proficient": 1},
    ]
    assert (framework[12], framework[13]) == ("1", "domain,competency,skill,skill")
    assert [(row[0], row[1], row[2], row[12]) for row in rows] == [
        ("", "boats", "Boats", ""),
        ("boats", "boats/knots", "Knots", ""),
        ("boats/knots", "boats/knots/bowline", "Bowline", ""),
    ]
    assert rows[2][3].split("\n") == [
        "<h4>Entry Level</h4>",
        "<ul><li>Ties it</li><li>Unties it</li></ul>",
        "<h4>Mid Level</h4>",
        "<ul><li>Ties it<br>behind the back</li></ul>",
        "<h5>Standards</h5>",
        "<ul><li>ISO 2307</li></ul>",
        "<h4>Senior Level</h4>",
        "<h4>Human coding scheme</h4>",
        "<ul><li>K.1</li></ul>",
        "<h4>Tools</h4>",
        "<ul><li>Fid</li></ul>",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_of_moodle_count_by_position(delimiter: str) -> None:
    """Whatever the site's language, delimiter and order of rows."""
    text = moodle(
        ["s", "k,1", "Knot", "<p>On\npurpose</p>", "1"],
        ["d", "s", "Sub", "plain & simple", "2", "", "", "", "0", "null", "k%2C1,gone"],
        ["", "d", "Dom", "", "1"],
        delimiter=delimiter,
    )
    framework = read_moodle(text)
    assert [(node.name, node.description) for node in framework.nodes] == [
        ("Dom", ""),
        ("Sub", "plain & simple"),
        ("Knot", "On purpose"),
    ]
    assert [(each.kind, each.value) for each in framework.attributes] == [
        ("id_number", "d"),
        ("id_number", "s"),
        ("related_competency", "dom/sub/knot"),
        ("related_competency", "gone"),
        ("id_number", "k,1"),
    ]
    assert not framework.unplaced


def test_related_competencies_are_written_in_their_column() -> None:
    """With the ID numbers that they came with, commas and all."""
    text = moodle(
        ["", "d", "Dom", "", "1"],
        ["d", "s,1", "Sub", "", "1"],
        ["d", "t", "Tub", "", "1", "", "", "", "0", "null", "s%2C1,d"],
    )
    framework = read_moodle(text)
    [written] = write("moodle", framework).values()
    assert [row[10] for row in csv.reader(io.StringIO(written))][-1] == "s%2C1,d"
    assert read_moodle(written) == framework


HTML = """\
<div><p>Why.</p><p><b>Entry level:</b></p><ul>
<li>one<br>and a half</li><li>two<ul><li>deep &amp; <em>wide</em></li></ul></li>
<li></li></ul><h3>Mid</h3><p>see <a href="http://x/y">this</a></p>loose
<h4>Tools</h4><table><tr><td>Fid</td></tr></table><h4>Empty</h4><h3>Further reading</h3>
<p>Ashley</p><!-- hm --><h3>Senior Level</h3></div>"""


def test_a_description_of_moodle_holds_the_levels() -> None:
    """As headings or bold words; lists, paragraphs and loose text are descriptors."""
    framework = read_moodle(
        moodle(
            ["", "d", "D", "", "1"],
            ["d", "s", "S", "<h3>Entry Level</h3><p>not of a skill</p>", "1"],
            ["s", "k", "K", HTML, "1"],
        )
    )
    assert framework.nodes[2].description == "Why."
    assert [(each.level, each.text) for each in framework.descriptors] == [
        ("entry", "one\nand a half"),
        ("entry", "two"),
        ("entry", "deep & wide"),
        ("mid", "see this"),
        ("mid", "loose"),
        ("senior", ""),
    ]
    assert [
        (each.level, each.kind, each.value)
        for each in framework.attributes
        if each.kind != "id_number"
    ] == [
        ("", "entry_level", "not of a skill"),
        ("", "further_reading", "Ashley"),
        ("mid", "tool", "Fid"),
    ]
    [left] = framework.unplaced
    assert (left.line, left.nearest_node_id) == (5, "d/s/k")
    assert left.text == "a href: http://x/y; Empty; comment: hm"


def test_a_heading_of_moodle_that_nothing_follows_is_kept() -> None:
    """Also the last one."""
    rows = ["", "d", "D"], ["d", "s", "S"], ["s", "k", "K", "<h3>Tools</h3>", "1"]
    assert [each.text for each in read_moodle(moodle(*rows)).unplaced] == ["Tools"]


def test_rows_without_a_place_are_kept() -> None:
    """Deep ones, lost ones, twins, rules, columns that Moodle has not."""
    full = ["1", "1,2", "{}", "core_rule", "2", "{}", "", "9", "", "skill", "more", ""]
    framework = read_moodle(
        moodle(
            ["", "d", "D", "", *full],
            ["d", "s", "S"],
            ["s", "k", "K"],
            ["k", "deep", "Deep", "<p>x</p>", "1"],
            ["gone", "lost", "Lost"],
            ["", "d", "Twin"],
            ["d", "", "Nameless"],
            ["ring", "ring", "Ring"],
            ["", "F2", "Second", "", "1", "", "", "", "", "", "", "", "1"],
        )
    )
    assert [node.name for node in framework.nodes] == ["D", "S", "K"]
    assert [
        (each.line, each.nearest_node_id, each.reason) for each in framework.unplaced
    ] == [
        (3, "d", "parts that have no place here"),
        (6, "d/s/k", "below a skill"),
        (7, "", "a parent that is not here"),
        (8, "d", "an ID number that is taken"),
        (9, "", "no ID number"),
        (10, "", "a parent that is not here"),
        (11, "", "a second framework"),
    ]
    assert framework.unplaced[0].text == "core_rule; 2; {}; 1,2; {}; skill; more"
    assert "Deep" in framework.unplaced[1].text


cells = st.sampled_from(["", "text 1", "text 2", "<h4>Mid</h4><p>text 3</p>", "text 4"])


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.tuples(keys, keys, cells, cells, st.sampled_from(["", "1", "2"]), cells)
    )
)
def test_every_cell_of_any_file_is_accounted_for(rows: list[tuple[str, ...]]) -> None:
    """Whatever hangs below what: it is in the framework, or not placed."""
    framework = read_moodle(moodle(*rows))
    account = account_of(framework)
    for row in rows:
        for cell in row:
            if cell.startswith("text"):
                assert cell in account
    assert len({each.line for each in framework.unplaced}) == len(framework.unplaced)


def test_long_ids_are_not_left_to_be_cut() -> None:
    """Moodle cuts at 100 characters; children would lose their parents."""
    builder = FrameworkBuilder()
    domain_id = builder.add_node("domain", "A " * 80, "", "")
    for name in ("x" * 30, "x" * 31):
        builder.add_node("subdomain", name, domain_id, "")
    framework = builder.build()
    framework = replace(
        framework,
        nodes=tuple(replace(node, name=node.name.strip()) for node in framework.nodes),
    )
    written = WRITERS["moodle"].write(framework, RELEASE, LEVELS)
    [text] = written.files.values()
    _, _, *rows = csv.reader(io.StringIO(text))
    assert len({row[1] for row in rows}) == 3
    assert all(len(row[1]) <= 100 for row in rows)
    assert rows[1][0] == rows[2][0] == rows[0][1] == id_number(domain_id)
    assert read_moodle(text) == framework
    assert any("Moodle cuts names at 100" in note for note in written.notes)


def test_what_moodle_would_drop_is_refused() -> None:
    """A competency without a name takes all below it along."""
    framework = Framework(nodes=(Node("domain", "untitled", "", 1, ""),))
    with pytest.raises(UserError, match="has no name"):
        write("moodle", framework)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            moodle().replace(",1,", ",0,").encode(),
            "no row says that it is the framework",
        ),
        (moodle(["", "d", 'D"'])[:-3].encode(), "not CSV"),
        (moodle().encode("utf-16"), "not UTF-8 text"),
        (moodle(["", "d", "D\x07"]).encode(), "a.csv:3: holds the control character"),
    ],
)
def test_a_wrong_file_is_a_message(content: bytes, expected: str) -> None:
    """With file and line."""
    with pytest.raises(UserError, match=expected):
        MoodleReader().read(Page("a.csv", content), FrameworkBuilder())


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "\n", "x" * 100, "," * 13 + "\n"])
def test_other_csv_is_no_framework_of_moodle(text: str) -> None:
    """It is left to other readers."""
    assert not MoodleReader().recognises(Page("a.csv", text.encode()))


# --- the command ------------------------------------------------------------------


def two_releases(folder: Path) -> None:
    """An export folder with the shipped release, one later, and a later draft."""
    framework, release, _ = read_release(SEEDS, "sde")
    later = replace(framework, descriptors=framework.descriptors[:-1])
    drafted = replace(framework, descriptors=framework.descriptors[:-2])
    note = Unplaced("page.md", 3, "", "a line")
    # The later one first: it is the date that counts.
    for each, content_of, day, status in (
        ("2026-01", replace(later, unplaced=(note,)), "2026-01-05", "published"),
        (release.release_id, framework, release.released_on, "published"),
        ("2026-09", drafted, "2026-09-01", "draft"),
    ):
        about = replace(release, release_id=each, released_on=day, status=status)
        add_release(folder, content_of, about)


def test_the_latest_published_release_is_written(tmp_path: Path) -> None:
    """Unless another is named; what is left out is said."""
    two_releases(tmp_path / "in")
    out = tmp_path / "out.json"
    result = export("case", tmp_path / "in", out)
    assert result.exit_code == 0, result.output
    assert "Wrote release 2026-01 of sde" in result.output
    assert "Left out: 1 lines without a place." in result.output
    named = export("case", tmp_path / "in", out, "--release", "2026-09")
    assert "Wrote release 2026-09 of sde" in named.output
    document = json.loads(out.read_text(encoding="utf-8"))["CFDocument"]
    assert (document["version"], document["adoptionStatus"]) == ("2026-09", "Draft")


def test_of_one_day_the_later_row_is_the_latest(tmp_path: Path) -> None:
    """As commits of one day come, in their order."""
    framework, release, _ = read_release(SEEDS, "sde")
    for release_id in ("2025-05-02-ffffff0", "2025-05-02-0000000"):
        add_release(tmp_path, framework, replace(release, release_id=release_id))
    assert read_release(tmp_path, "sde")[1].release_id == "2025-05-02-0000000"


def test_canonical_tables_hold_one_release_whole(tmp_path: Path) -> None:
    """With the scale as it was edited, and lines that had no place."""
    home, out = tmp_path / "in", tmp_path / "out"
    two_releases(home)
    scale = home / "framework_levels.csv"
    edited = scale.read_text(encoding="utf-8").replace("Mid Level", "Middle")
    scale.write_text(edited, encoding="utf-8")
    shutil.copy(SEEDS / "currency_windows.csv", home)
    result = export("csv", home, out)
    assert result.exit_code == 0, result.output
    assert "Left out: currency_windows (2 rows)" in result.output
    for name in WRITTEN:
        table = EXPORT_TABLES[name]
        assert read_table(out, table) == [
            row
            for row in read_table(home, table)
            if name == "framework_levels" or row[1] == "2026-01"
        ]
    noted = export("moodle", home, tmp_path / "out.csv")
    assert f"Note: the levels are written as {SCALE}." in noted.output
    assert export("case", home, tmp_path / "out.json").exit_code == 0
    assert '"Middle"' in (tmp_path / "out.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--framework", "nil"), "has no release of nil. It has these frameworks: sde"),
        (("--release", "1999"), "has no release 1999 of sde. It has 2025-05"),
        (("--to", "pdf"), "Invalid value for '--to'"),
    ],
)
def test_a_wrong_option_is_one_message(
    options: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    """Nothing is written."""
    result = export("case", SEEDS, tmp_path / "out.json", *options)
    assert_one_message(result, expected)
    assert content(tmp_path) == {}


def test_a_wrong_path_is_one_message(tmp_path: Path) -> None:
    """Missing, of the wrong sort, or taken."""
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "file").touch()
    for form, folder, out, expected in (
        ("case", tmp_path / "none", tmp_path / "out", "is no folder"),
        ("case", taken, tmp_path / "out", "has no release of sde"),
        ("case", SEEDS, taken, "is a folder"),
        ("moodle", SEEDS, SEEDS / "framework_levels.csv", "is in the export folder"),
        ("case", SEEDS, taken / "file" / "out", "is a file"),
        ("markdown", SEEDS, taken, "is not empty"),
        ("csv", SEEDS, taken / "file", "is a file"),
    ):
        assert_one_message(export(form, folder, out), expected)
    assert content(tmp_path) == {"taken/file": b""}


BROKEN_TABLES = {
    "date": ("framework_releases", "2025-05-02", "May", "is no date"),
    "status": ("framework_releases", "published", "draft", "is published"),
    "level": ("framework_levels", "sde,mid,2", "sde,mid,5", "declares the levels"),
    "position": (
        "framework_outline",
        ",1,Advanced",
        ",one,Advanced",
        "no whole number",
    ),
    "type": ("framework_outline", "05,domain", "05,area", "is a 'area' below ''"),
    "parent": ("framework_outline", "05,skill", "05,subdomain", "is a 'subdomain'"),
    "descriptor": ("framework_descriptors", ",mid,1,", ",master,1,", "no such level"),
    "skill": (
        "framework_outline",
        "/column-storage-",
        "/row-",
        "is not in the outline",
    ),
}


@pytest.mark.parametrize("case", BROKEN_TABLES)
@pytest.mark.parametrize("form", ["case", "csv"])
def test_a_broken_table_is_one_message(case: str, form: str, tmp_path: Path) -> None:
    """Nothing is written."""
    name, old, new, expected = BROKEN_TABLES[case]
    home = tmp_path / "in"
    shutil.copytree(SEEDS, home)
    path = home / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert_one_message(export(form, home, tmp_path / "out"), expected)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("form", ["case", "moodle", "markdown"])
def test_what_a_form_cannot_hold_is_one_message(form: str, tmp_path: Path) -> None:
    """Nothing is written."""
    framework = replace(
        small(),
        descriptors=(Descriptor("boats/knots/bowline", "entry", 1, " blank before"),),
        attributes=(Attribute("boats", "", "tool", 1, "\x07"),),
    )
    add_release(tmp_path / "in", framework, RELEASE)
    result = export(form, tmp_path / "in", tmp_path / "out", "--framework", "sea")
    assert_one_message(result, "")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]

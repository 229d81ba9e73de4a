"""The example revision in the seeds is what its page says, and plainly an example."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from competency_warehouse.export_framework import read_release
from competency_warehouse.framework import Framework
from warehouse import PROJECT, read_records, shipped_files

SEEDS = PROJECT / "seeds" / "framework"
PAGE = (PROJECT / "docs" / "example-revision.md").read_text()
PUBLISHED, DRAFT = "2025-05", "2026-draft"
Change = tuple[str, str, str]


def _framework(release_id: str) -> Framework:
    return read_release(SEEDS, "sde", release_id)[0]


def _names(framework: Framework) -> dict[str, str]:
    return {skill.node_id: skill.name for skill in framework.of_type("skill")}


def _texts(framework: Framework, skill_id: str) -> dict[str, list[str]]:
    """The texts of a skill by level."""
    texts: dict[str, list[str]] = {}
    for each in framework.descriptors:
        if each.skill_id == skill_id:
            texts.setdefault(each.level, []).append(each.text)
    return texts


def _changes_on_the_page() -> set[Change]:
    """Change, old name and new name of each row of the page's table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if line.startswith("|")
    ][2:]
    return {(row[0], row[1], row[2].replace("the same", row[1])) for row in rows}


def _same_id(skill_id: str, old: Framework, new: Framework) -> str:
    """What became of a skill that kept its id."""
    before, after = _texts(old, skill_id), _texts(new, skill_id)
    if before == after:
        return "unchanged"
    return "level lost" if before.keys() > after.keys() else "reworded"


def _changes_in_the_tables() -> set[Change]:
    """The same, from outline, descriptors and lineage; what is open has no change."""
    old, new = _framework(PUBLISHED), _framework(DRAFT)
    olds, news = _names(old), _names(new)
    changes = {
        (_same_id(skill_id, old, new), name, news[skill_id])
        for skill_id, name in olds.items()
        if skill_id in news
    }
    pairs = [
        (row["from_skill_id"], row["to_skill_id"], row["association"])
        for row in read_records(SEEDS / "framework_lineage.csv")
    ]
    parts = Counter(one for one, _, word in pairs if word == "replacedBy")
    wholes = Counter(other for _, other, word in pairs if word == "replacedBy")
    for one, other, word in pairs:
        if word == "exactMatchOf":
            change = "moved" if olds[one] == news[other] else "renamed"
        elif word == "replacedBy":
            assert (parts[one] > 1) != (wholes[other] > 1)
            change = "split" if parts[one] > 1 else "merged"
        else:
            assert word == "isRelatedTo"
            continue
        changes.add((change, olds[one], news[other]))
    confirmed = [pair for pair in pairs if pair[2] != "isRelatedTo"]
    gone = olds.keys() - news.keys() - {one for one, _, _ in confirmed}
    come = news.keys() - olds.keys() - {other for _, other, _ in confirmed}
    return (
        changes
        | {("", olds[skill_id], "") for skill_id in gone}
        | {("", "", news[skill_id]) for skill_id in come}
    )


def test_the_page_lists_every_change_of_the_tables() -> None:
    """Each class of change is there, and each skill of either release."""
    expected: set[Change] = set()
    for change, one, other in _changes_on_the_page():
        if change in ("removed", "added", "renamed, not confirmed"):
            expected |= {("", one, ""), ("", "", other)} - {("", "", "")}
        else:
            expected.add((change, one, other))
    assert _changes_in_the_tables() == expected
    assert {change for change, _, _ in _changes_on_the_page()} == {
        *("unchanged", "reworded", "level lost", "renamed", "moved", "split"),
        *("merged", "renamed, not confirmed", "removed", "added"),
    }


def test_the_draft_says_that_it_is_an_example() -> None:
    """Who reads one row of any table does not take it for its publisher's."""
    _, release, _ = read_release(SEEDS, "sde", DRAFT)
    assert release.status == "draft"
    assert release.title.startswith("Example revision of ")
    assert release.title.endswith("(not by its publisher)")
    assert release.publisher == "Competency warehouse, as an example"
    assert (PROJECT / release.source).exists()


def test_the_draft_lacks_one_level_and_no_other() -> None:
    """A heading that is not there, so that drafts have a finding to show."""
    skill_id = (
        "data-management-engineering/data-analysis-infrastructure"
        "/data-mapping-standards-and-interoperability"
    )
    assert _framework(DRAFT).incomplete_levels() == [(skill_id, "senior", "missing")]


@pytest.mark.parametrize("release_id", [PUBLISHED, DRAFT])
def test_a_release_has_the_hash_of_its_own_content(release_id: str) -> None:
    """Nobody edited its rows by hand."""
    (row,) = (
        row
        for row in read_records(SEEDS / "framework_releases.csv")
        if row["release_id"] == release_id
    )
    assert row["content_hash"] == _framework(release_id).content_hash()


def test_every_lineage_row_has_a_note() -> None:
    """Who confirmed a change said why."""
    rows = read_records(SEEDS / "framework_lineage.csv")
    assert len(rows) == 7
    assert all(row["note"] for row in rows)


def test_it_is_left_out_as_the_page_says() -> None:
    """Without the lines that name it, each file holds the published release alone."""
    assert re.search(rf"sed -i '/{DRAFT}/d' seeds/framework/\*\.csv", PAGE)
    kept = {
        path.name: b"".join(
            line
            for line in path.read_bytes().splitlines(keepends=True)
            if DRAFT.encode() not in line
        )
        for path in SEEDS.glob("framework_*.csv")
    }
    lineage = kept.pop("framework_lineage.csv")
    assert lineage.count(b"\n") == 1
    assert kept == shipped_files(PUBLISHED)

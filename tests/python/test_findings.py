"""Findings about the framework: each rule finds its fault, and nothing else."""

from __future__ import annotations

import random
import re

import duckdb
import pytest

from direct_build import DirectBuilder
from warehouse import PROJECT, Build, DbtWorker, read_records

FINDINGS = PROJECT / "tests" / "python" / "fixtures" / "findings"
CATALOGUE = read_records(PROJECT / "seeds" / "quality" / "framework_rules.csv")
RULES = {record["rule"] for record in CATALOGUE}
PAGES = PROJECT / "docs" / "findings"


def _listed() -> list[tuple[str, ...]]:
    """The table of the fixture's README: what should be found."""
    text = (FINDINGS / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [tuple(cell.strip() for cell in re.split(r" \|", line)) for line in lines]
    return [(line[0].removeprefix("| "), *line[1:6]) for line in cells[2:]]


@pytest.fixture(scope="module")
def build(direct: DirectBuilder, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The fixture, built with every data test of what the findings need."""
    build = direct.build(tmp_path_factory.mktemp("findings"), FINDINGS)
    assert build.exit_code == 0, build.output
    return build


def test_every_fault_is_found_once_and_nothing_else(build: Build) -> None:
    """All findings of the fixture, compared with the table written by hand."""
    found = build.rows(
        """
        select
            release_id,
            rule || case when is_excepted then ' (excepted)' else '' end,
            part,
            coalesce(concat_ws(' · ', node_id, level, position), '')
            || coalesce(' (' || source || ', ' || line || ')', ''),
            coalesce(concat_ws(' · ', related_node_id, related_level), ''),
            case
                when rule = 'release_collapsed' then ''
                when rule = 'long_descriptor' then 'Lists item0 item1 ... item39'
                else coalesce(text, '')
            end
        from marts.rpt_framework_findings
        """
    )
    assert sorted(found) == sorted(_listed())


def test_a_finding_says_what_why_and_how(build: Build) -> None:
    """As the catalogue has it; the collapse names both counts."""
    catalogue = {tuple(record.values()) for record in CATALOGUE}
    said = build.rows(
        "select distinct rule, severity, finding, why, remedy"
        " from marts.rpt_framework_findings"
    )
    assert set(said) == catalogue
    ((text, related),) = build.rows(
        "select text, other_count from marts.rpt_framework_findings"
        " where rule = 'release_collapsed'"
    )
    assert "lost has 3 skills, good before it had 5" in text
    assert related is None
    names = build.rows(
        "select count(*) from marts.rpt_framework_findings"
        " where (node_type = 'skill') <> (skill_key is not null)"
    )
    assert names == [(0,)]


def test_catalogue_fixture_and_pages_have_the_same_rules() -> None:
    """A rule has a row in the seed, a page, a line in the index, a fault to find."""
    assert {line[1].removesuffix(" (excepted)") for line in _listed()} == RULES
    pages = {page.stem for page in PAGES.glob("*.md")} - {"README"}
    assert pages == RULES
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| (\w+) \|", index, re.MULTILINE)
    assert lines == [
        (record["rule"], record["rule"], record["severity"]) for record in CATALOGUE
    ]


def test_the_models_emit_no_rule_but_those_of_the_catalogue() -> None:
    """Each name that a model gives a fault is in the seed, and the other way round."""
    folder = PROJECT / "models" / "intermediate" / "framework"
    texts = [
        (folder / f"int_{name}.sql").read_text(encoding="utf-8")
        for name in (
            *("framework_faults_collected", "node_faults_found", "level_faults_found"),
            *("text_faults_found", "descriptors_matched"),
        )
    ]
    named = set(re.findall(r"'(\w+_\w+)'", " ".join(texts)))
    assert named & RULES == RULES - {"level_missing", "level_empty"}
    build_words = {name for name in named if name.endswith(("_text", "_word", "_name"))}
    assert build_words - {"related_text", "other_text"} <= RULES


# ------------------------------------------------- nearly the same, against brute force


def _random_texts(seed: int) -> list[str]:
    """Texts of few words, of many, of none; of one pattern, and of several scripts."""
    chance = random.Random(seed)
    few = [f"w{number}" for number in range(14)]
    many = [f"v{number}" for number in range(600)]
    scripts = ["данные", "データ", "डेटा", "Ärger", "c++", "c#", "123"]
    texts = ["", "...", "one", "One", "two words", "words, two"]
    for _ in range(120):
        texts.append(" ".join(chance.sample(few, chance.randint(1, 12))))
        words = chance.sample(many, chance.randint(4, 16))
        texts.append(" ".join(words))
        texts.append(" ".join([*words[1:], *chance.sample(many, chance.randint(0, 2))]))
        texts.append(" ".join(chance.sample([*scripts, *few[:3]], 6)))
        slots = chance.choice(many[:30]), chance.choice(many[:30])
        texts.append(
            "Can apply {} to {} under close supervision and in line with the"
            " standards of the team".format(*slots)
        )
    return texts


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    return 5 * len(left & right) >= 4 * len(left | right)


@pytest.fixture(scope="module")
def comparison(worker: DbtWorker, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The query of int_descriptor_pairs_compared."""
    folder = tmp_path_factory.mktemp("comparison")
    compiled = worker.run(
        folder,
        *("compile", "--select", "int_descriptor_pairs_compared"),
        exports=FINDINGS,
    )
    assert compiled.exit_code == 0, compiled.output
    (file,) = folder.rglob("compiled/**/int_descriptor_pairs_compared.sql")
    query = file.read_text(encoding="utf-8")
    return re.sub(r'"[^"]+"\."intermediate"', "intermediate", query)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_pair_is_missed_and_none_made_up(comparison: str, seed: int) -> None:
    """The pairs of random texts, compared with a plain comparison of all with all."""
    sets = {
        frozenset(re.findall(r"[^\W_]+(?:[^\W_]|[ािीेै्ं])*[+#]*", text.lower()))
        for text in _random_texts(seed)
    } - {frozenset()}
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_descriptors_worded (framework_id varchar,"
            " plain_text varchar, words varchar[], words_key varchar)"
        )
        for words in sets:
            key = " ".join(sorted(words))
            row = ("f", key, sorted(words), key)
            for _ in range(2):
                connection.execute(
                    "insert into intermediate.int_descriptors_worded"
                    " values (?, ?, ?, ?)",
                    row,
                )
        found = connection.execute(comparison).fetchall()
    pairs = [frozenset(pair[1:3]) for pair in found]
    assert len(set(pairs)) == len(pairs)
    keys = {" ".join(sorted(words)): words for words in sets}
    expected = {
        frozenset((left, right))
        for left in keys
        for right in keys
        if left < right and _alike(keys[left], keys[right])
    }
    assert len(expected) > 100
    assert set(pairs) == expected
    for _, left, right, similarity in found:
        both, either = keys[left] & keys[right], keys[left] | keys[right]
        assert similarity == pytest.approx(len(both) / len(either))

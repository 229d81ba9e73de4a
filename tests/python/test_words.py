"""What a word is, wherever texts are compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from warehouse import DbtWorker

TEXTS = {
    "Tests SQL; the SQL (e.g., his).": "tests sql the sql e g his",
    "Écrit du code — déjà testé": "écrit du code déjà testé",
    "डेटा का उपयोग": "डेटा का उपयोग",
    "C++, C# and c": "c++ c# and c",
    "snake_case, 24/7 \n\t ok": "snake case 24 7 ok",
    "... !": "",
    "": "",
}
WORDS = """
with texts as (
    {texts}
),

worded as (
    select
        place,
        {{{{ plain_words('text') }}}} as plain,
        {{{{ words_of('text') }}}} as words
    from texts
),

each_word as (
    select place, {{{{ each_of('words') }}}} as word from worded
)

select
    worded.place,
    worded.plain,
    string_agg(each_word.word, ' ' order by each_word.word) as words
from worded
left join each_word on worded.place = each_word.place
group by worded.place, worded.plain
order by worded.place
"""


@pytest.fixture(scope="module")
def rows(
    worker: DbtWorker,
    seed_export: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[dict[str, Any]]:
    """The words of each text, by dbt's macros."""
    texts = [
        f"select {place} as place, '{text}' as text" for place, text in enumerate(TEXTS)
    ]
    shown = worker.run(
        tmp_path_factory.mktemp("words"),
        *("show", "--quiet", "--output", "json", "--limit", "-1", "--inline"),
        WORDS.format(texts=" union all ".join(texts)),
        exports=seed_export,
    )
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.output[shown.output.index("{") :])["show"]


def test_words_are_runs_of_letters_marks_and_digits(rows: list[dict[str, Any]]) -> None:
    """In their order, in lower case; of any script; C++ is not C#, nor C."""
    assert [row["plain"] for row in rows] == list(TEXTS.values())


def test_the_words_of_a_text_are_distinct(rows: list[dict[str, Any]]) -> None:
    """And rows can be made of them; a text without words has none."""
    assert [row["words"] for row in rows] == [
        " ".join(sorted(set(plain.split()))) or None for plain in TEXTS.values()
    ]

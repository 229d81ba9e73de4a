"""Time the search for nearly equal descriptors against comparing all with all."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import click
import duckdb

import child

MODELS = ("int_descriptors_worded", "int_descriptor_pairs_compared")
# What both are given: descriptors with their words, one framework and release.
TEXTS = """
create or replace table intermediate.int_descriptors_worded as
select
    'f' as framework_id,
    words,
    array_to_string(words, ' ') as plain_text,
    md5(cast(words as varchar)) as words_key
from (
    select list_sort(list_distinct(
        regexp_extract_all(lower(text), '[\\p{L}\\p{M}\\p{N}]+[+#]*')
    )) as words
    from (select unnest(?) as text)
)
"""
ALL_PAIRS = """
with word_sets as (
    select distinct words, words_key from intermediate.int_descriptors_worded
)
select shorter.words_key, longer.words_key
from word_sets as shorter
inner join word_sets as longer on shorter.words_key < longer.words_key
where
    9 * len(list_intersect(shorter.words, longer.words))
    >= 4 * (len(shorter.words) + len(longer.words))
"""
PATTERNS = (
    "Can apply {} to {} under supervision",
    "Independently designs {} with {} for complex problems and explains the choice",
    "Leads the use of {} across teams and sets standards for {} in the organisation",
    "Supports colleagues who use {} and {}",
)


def patterned(count: int, seed: int) -> list[str]:
    """Statements made after four patterns from 120 words: many are nearly equal."""
    chance = random.Random(seed)
    return [
        chance.choice(PATTERNS).format(
            f"method{chance.randrange(60)}", f"tool{chance.randrange(60)}"
        )
        for _ in range(count)
    ]


def few_words(count: int, seed: int) -> list[str]:
    """Statements of 5 to 14 of 60 words: all share words, few are nearly equal."""
    chance = random.Random(seed)
    words = [f"w{number}" for number in range(60)]
    return [" ".join(chance.sample(words, chance.randint(5, 14))) for _ in range(count)]


def many_words(count: int, seed: int) -> list[str]:
    """Statements of 6 to 18 words, a few of them frequent, as in free text."""
    chance = random.Random(seed)
    words = [f"v{int(chance.paretovariate(0.6)) % 20_000}" for _ in range(200_000)]
    return [" ".join(chance.sample(words, chance.randint(6, 18))) for _ in range(count)]


def equal(count: int, seed: int) -> list[str]:
    """One statement, again and again."""
    return [f"Says the same {seed} everywhere"] * count


KINDS = {
    "four patterns": patterned,
    "few words": few_words,
    "many words": many_words,
    "all equal": equal,
}


def compiled(folder: Path) -> str:
    """The query of the model, as dbt compiles it."""
    child.run(
        [
            *(str(child.SCRIPTS / "dbt"), "compile", "--select", MODELS[1]),
            *("--target-path", str(folder / "target")),
            *("--log-path", str(folder / "logs")),
        ],
        folder / "compile.log",
        {"COMPETENCY_BUILD_FILE": str(folder / "compile.duckdb")},
    )
    (file,) = (folder / "target" / "compiled").rglob(f"{MODELS[1]}.sql")
    text = file.read_text(encoding="utf-8")
    return re.sub(r'"[^"]+"\."intermediate"', "intermediate", text)


def timed(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, int]:
    """Seconds of a query, and how many rows it gives."""
    started = time.perf_counter()
    connection.execute(f"create or replace table found as {query}")
    seconds = time.perf_counter() - started
    ((count,),) = connection.execute("select count(*) from found").fetchall()
    return seconds, count


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--sizes",
    default="1000,5000,20000",
    show_default=True,
    help="Numbers of descriptors in one release.",
)
@click.option(
    "--all-with-all",
    metavar="N",
    default=1_000,
    show_default=True,
    help="Compare all with all too, up to N descriptors.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=child.PROJECT / "build" / "benchmark" / "near_duplicates",
    help="Folder to work in.  [default: build/benchmark of the project]",
)
def main(sizes: str, all_with_all: int, folder: Path) -> None:
    """Time int_descriptor_pairs_compared against a comparison of all with all.

    Both must find the same number of pairs. The cost of all with all grows with the
    square of the descriptors. The table is Markdown.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    query = compiled(folder)
    click.echo("| descriptors | of them | pairs | seconds | all with all | ratio |")
    click.echo("|---|---:|---:|---:|---:|---:|")
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute("create schema intermediate")
        for kind, made in KINDS.items():
            for size in map(int, sizes.split(",")):
                connection.execute(TEXTS, [made(size, 1)])
                seconds, count = timed(connection, query)
                brute, ratio = "", ""
                if size <= all_with_all:
                    reference, expected = timed(connection, ALL_PAIRS)
                    if expected != count:
                        raise click.ClickException(
                            f"{kind}, {size}: {count} pairs, all with all {expected}"
                        )
                    brute, ratio = f"{reference:.2f}", f"{seconds / reference:.3f}"
                click.echo(
                    f"| {kind} | {size:,} | {count:,} | {seconds:.2f}"
                    f" | {brute} | {ratio} |"
                )


if __name__ == "__main__":
    main()

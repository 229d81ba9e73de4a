"""Write docs/answers.md: each question of the README, its query and what it answers.

The README's tables of questions link each one to its query in `analyses`. A new row
there, with its query, is all that a new answer needs; then `make answers`, which
builds the demo, a scenario beside it, and gives their file to this script.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import jinja2
import yaml

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "answers.md"
QUESTION = re.compile(
    r"^\| \[(.+\?)\]\((analyses/\w+\.sql)\) \| `(\w+\.\w+)` \|$", re.M
)
SCHEMAS = {"qly": "quality", "rls": "release"}
# What the queries that compare a scenario with today are shown for.
SCENARIO = "reorganisation"
MARK = "---- next answer ----"
OPENING = """\
# Answers

Each question of the [README](../README.md), the query that answers it, and what
DuckDB's command line prints for the demo. `make answers` writes this page; a test holds
it against the demo, letter for letter. Where only some rows are shown, the query says
so with `limit`. A NULL of the release tables is withheld, not nought.
"""


@dataclass(frozen=True)
class Question:
    """A row of the README's tables of questions.

    Attributes:
        text: the question.
        analysis: path of its query in the project.
        table: schema and name of the table that answers it.
    """

    text: str
    analysis: str
    table: str

    def query(self) -> str:
        """The query as it is typed: tables by their names in place of dbt's refs."""
        text = self._template()
        built = f"_{SCENARIO}" if self.is_what_if() else ""
        project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))
        # SQL to be read, no page to be shown: nothing is escaped.
        return jinja2.Template(text, autoescape=False).render(
            ref=lambda model: _named(model, built),
            today=_named,
            scenario=lambda: built,
            var=project["vars"].__getitem__,
        )

    def is_what_if(self) -> bool:
        """Whether it compares a scenario with today."""
        return "today(" in self._template()

    def _template(self) -> str:
        return (PROJECT / self.analysis).read_text(encoding="utf-8").strip()


def _named(model: str, scenario: str = "") -> str:
    schema = SCHEMAS.get(model.partition("_")[0], "marts")
    return f"{schema}{scenario}.{model}"


def questions() -> list[Question]:
    """The README's questions, in their order."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    return [Question(*row) for row in QUESTION.findall(readme)]


def printed(database: Path, queries: list[str]) -> list[str]:
    """What DuckDB's command line prints for each query."""
    shell = subprocess.run(
        [
            str(Path(sys.executable).parent / "duckdb"),
            *("-readonly", "-batch", "-bail"),
            str(database),
        ],
        input=f"\n.print {MARK}\n".join(f"{query};" for query in queries),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return shell.stdout.split(f"{MARK}\n")


def page(database: Path) -> str:
    """The whole page, from a build of the demo."""
    asked = questions()
    answers = printed(database, [question.query() for question in asked])
    sections = [
        f"## {question.text}\n\n"
        f"`{question.table}`, [{question.analysis}](../{question.analysis})\n\n"
        f"```sql\n{question.query()};\n```\n\n```text\n{answer}```\n"
        for question, answer in zip(asked, answers, strict=True)
    ]
    return "\n".join([OPENING, *sections])


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")

"""Write dist/docs: a data dictionary, the lineage of columns, and dbt's own pages.

`make docs` runs it after `dbt docs generate --static`, whose artifacts it reads. All
pages stand alone: no link leads nowhere, and nothing is asked of any server.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown import markdown
from sqlglot import exp
from sqlglot.lineage import Node, lineage

PROJECT = Path(__file__).parents[1]
PAGES = {
    "index.html": "Documentation",
    "dictionary.html": "Data dictionary",
    "lineage.html": "Where columns come from",
    "dbt.html": "dbt's own pages",
}
SCHEMAS = ("marts", "quality", "release")
LINK = re.compile(r'(?:href|src)="([^"#]*)(?:#([^"]*))?"')
ANCHOR = re.compile(r'id="([^"]*)"')

# Table and column, as in ``dim_skills.skill_name``.
Name = tuple[str, str]


@dataclass
class Column:
    """A column of a public table, as the pages show it."""

    name: str
    type: str
    rules: list[str]
    about: str
    made_of: list[str]
    comes_from: list[str]


@dataclass
class Exposure:
    """Somebody who reads tables."""

    name: str
    label: str
    description: str
    owner: str
    maturity: str
    reads: list[str]


@dataclass
class Table:
    """A public table, as the pages show it; what it is about is HTML."""

    name: str
    schema: str
    about: str
    columns: list[Column]
    tests: list[str]
    readers: list[Exposure] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)


def parents(manifest: dict[str, Any], catalog: dict[str, Any]) -> dict[Name, set[Name]]:
    """The columns that each column of each model is made of, in the tables before it.

    Args:
        manifest: dbt's, compiled.
        catalog: dbt's; a model that is not in it has not been built.
    """
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    missing = [node["name"] for key, node in nodes.items() if key not in catalog]
    if missing:
        raise SystemExit(
            f"{', '.join(missing[:5])} ... are not built. Build the warehouse first: "
            "make warehouse."
        )
    schema: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    names = {}
    for key, node in nodes.items():
        tables = schema.setdefault(node["database"], {})
        tables.setdefault(node["schema"], {})[node["alias"]] = dict.fromkeys(
            catalog[key]["columns"], "varchar"
        )
        names[node["schema"], node["alias"]] = node["name"]

    def ends(node: Node) -> set[Name]:
        return {
            (names[each.source.db, each.source.name], each.name.rpartition(".")[2])
            for each in node.walk()
            if isinstance(each.source, exp.Table)
            and (each.source.db, each.source.name) in names
        }

    found = {}
    for node in nodes.values():
        if node["resource_type"] == "model":
            sql = node["compiled_code"]
            # Its queries are not shown: trimming them takes four fifths of the time.
            trees = lineage(None, sql, schema, dialect="duckdb", trim_selects=False)
            for column, tree in trees.items():
                found[node["name"], column] = ends(tree)
    return found


def origins(column: Name, before: dict[Name, set[Name]]) -> set[Name]:
    """The columns of the export that a column comes from."""
    found, seen, left = set(), {column}, [column]
    while left:
        name = left.pop()
        if name not in before:
            found.add(name)
            continue
        new = before[name] - seen
        seen |= new
        left += new
    return found


def _rules(column: dict[str, Any]) -> list[str]:
    words = {
        "primary_key": "primary key",
        "not_null": "never empty",
        "unique": "unique",
        "check": "check",
    }
    return [words[rule["type"]] for rule in column["constraints"]]


def _dotted(names: set[Name]) -> list[str]:
    return sorted(".".join(name) for name in names)


def read(manifest: dict[str, Any], catalog: dict[str, Any]) -> dict[str, Any]:
    """What the templates show.

    Args:
        manifest: dbt's, compiled.
        catalog: dbt's.

    Returns:
        the tables, the exposures, and the names of the columns that have a row.
    """
    before = parents(manifest, catalog)
    nodes = manifest["nodes"]
    exposures = [
        Exposure(
            exposure["name"],
            exposure["label"],
            exposure["description"],
            exposure["owner"]["name"],
            exposure["maturity"],
            sorted(nodes[key]["name"] for key in exposure["depends_on"]["nodes"]),
        )
        for exposure in sorted(
            manifest["exposures"].values(), key=lambda exposure: exposure["name"]
        )
    ]
    tables = []
    for key, node in nodes.items():
        if node["resource_type"] != "model" or node["access"] != "public":
            continue
        tests = (nodes[child] for child in manifest["child_map"][key] if child in nodes)
        tables.append(
            Table(
                node["name"],
                node["schema"],
                markdown(node["description"]),
                [
                    Column(
                        column["name"],
                        column["data_type"],
                        _rules(column),
                        column["description"],
                        _dotted(before[node["name"], column["name"]]),
                        _dotted(origins((node["name"], column["name"]), before)),
                    )
                    for column in node["columns"].values()
                ],
                sorted(
                    test["name"].partition("__")[2].replace("_", " ")
                    for test in tests
                    if test["resource_type"] == "test"
                    and test["name"].startswith(f"{node['name']}__")
                ),
                [each for each in exposures if node["name"] in each.reads],
            )
        )
    tables.sort(key=lambda table: (SCHEMAS.index(table.schema), table.name))
    return {
        "tables": tables,
        "exposures": exposures,
        "known": {
            f"{table.name}.{column.name}"
            for table in tables
            for column in table.columns
        },
    }


def write(target: Path, folder: Path) -> None:
    """Write the pages.

    Args:
        target: where dbt left its artifacts.
        folder: where to; what dbt and this script wrote there before is replaced.
    """
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))
    values = read(manifest, catalog["nodes"])
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_suffix("")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(target / "static_index.html", folder / "dbt.html")
    for name, title in PAGES.items():
        if name != "dbt.html":
            page = environment.get_template(name).render(
                title=title, pages=PAGES, **values
            )
            (folder / name).write_text(page, encoding="utf-8", newline="\n")


def faults(folder: Path) -> list[str]:
    """Links of the pages that lead nowhere, or to a server."""
    pages = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in PAGES
        if name != "dbt.html"
    }
    anchors = {name: {*ANCHOR.findall(page)} for name, page in pages.items()}
    found = []
    for name, page in pages.items():
        for file, anchor in LINK.findall(page):
            if not (folder / (file or name)).is_file():
                found.append(f"{name}: {file}")
            elif anchor and anchor not in anchors[file or name]:
                found.append(f"{name}: {file}#{anchor}")
    return found


def main() -> None:
    """Write dist/docs, and stop when a link in it leads nowhere."""
    folder = PROJECT / "dist" / "docs"
    write(PROJECT / "target", folder)
    if found := faults(folder):
        sys.exit(f"Links that lead nowhere: {'; '.join(found)}")
    print(f"Documentation in {folder / 'index.html'}.")


if __name__ == "__main__":
    main()

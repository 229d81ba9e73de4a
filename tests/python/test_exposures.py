"""Who reads the tables is written down as it is; and the pages of `make docs`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import bundle
import pages
from warehouse import PROJECT, Build

EXPOSURES: dict[str, dict[str, Any]] = {
    exposure["name"]: exposure
    for exposure in yaml.safe_load((PROJECT / "models" / "exposures.yml").read_text())[
        "exposures"
    ]
}
TABLE = re.compile(r"\b(?:marts|quality|release)\.(\w+)")
REPORT = "src/competency_warehouse/report/sql"


def said(name: str) -> set[str]:
    """The tables that an exposure is said to read."""
    return {
        re.fullmatch(r"ref\('(\w+)'\)", ref)[1]  # type: ignore[index]
        for ref in EXPOSURES[name]["depends_on"]
    }


def read_by(files: list[Path]) -> set[str]:
    """The tables that files of SQL read."""
    texts = [re.sub("--.*", "", file.read_text()) for file in files]
    assert texts
    return {name for text in texts for name in TABLE.findall(text)}


@pytest.mark.parametrize(
    ("name", "folder"), [("report", "team"), ("report_release", "release")]
)
def test_the_report_reads_what_its_exposure_says(name: str, folder: str) -> None:
    """Neither more nor less: whoever changes a table sees which pages need it."""
    files = [*(PROJECT / REPORT / folder).glob("*.sql")]
    assert said(name) == read_by(files)


def test_superset_reads_what_its_exposure_says() -> None:
    """The tables of the charts."""
    charts = bundle.read_spec()["charts"].values()
    assert said("superset") == {chart["table"] for chart in charts}


@pytest.mark.parametrize(
    "name", [name for name in EXPOSURES if name.startswith("guide_")]
)
def test_a_guide_reads_what_its_exposure_says(name: str) -> None:
    """The tables that its page names."""
    page = (PROJECT / EXPOSURES[name]["url"]).read_text()
    assert said(name) == {*re.findall(r"\b(?:rpt|dim|fct|bridge|qly)_\w+", page)}


def test_the_files_hold_every_public_table(demo: Build) -> None:
    """The files that are published hold the tables of their schemas, and no others."""
    manifest = json.loads((demo.file.parent / "target" / "manifest.json").read_text())
    public: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["access"] == "public":
            public.setdefault(node["schema"], set()).add(node["name"])
    assert said("published_file") == public["marts"] | public["quality"]
    assert said("release_file") == public["release"]


@pytest.mark.parametrize("name", EXPOSURES)
def test_an_exposure_leads_to_its_page(name: str) -> None:
    """The url of each is a page of the docs."""
    assert (PROJECT / EXPOSURES[name]["url"]).is_file()


@pytest.fixture(scope="module")
def written(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the demo, and the tables as dbt's catalog would have them."""
    folder = tmp_path_factory.mktemp("pages")
    target = folder / "target"
    target.mkdir()
    text = (demo.file.parent / "target" / "manifest.json").read_text()
    manifest = json.loads(text)
    columns: dict[str, dict[str, None]] = {}
    for table, column in demo.rows(
        "select concat(schema_name, '.', table_name), column_name from duckdb_columns()"
        " order by column_index"
    ):
        columns.setdefault(table, {})[column] = None
    catalog = {
        key: {"columns": columns[f"{node['schema']}.{node['alias']}"]}
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    (target / "manifest.json").write_text(text)
    (target / "catalog.json").write_text(json.dumps({"nodes": catalog}))
    (target / "static_index.html").write_text("<p>dbt's own page</p>")
    pages.write(target, folder / "docs")
    return folder / "docs"


def test_no_link_leads_nowhere(written: Path) -> None:
    """Neither between the pages nor within one, and none to a server."""
    assert pages.faults(written) == []
    page = written / "index.html"
    text = page.read_text()
    page.write_text(text + '<a href="dictionary.html#no_such"></a><img src="//x/y">')
    assert pages.faults(written) == [
        "index.html: dictionary.html#no_such",
        "index.html: //x/y",
    ]
    page.write_text(text)


def test_every_public_column_has_its_rows(demo: Build, written: Path) -> None:
    """In the dictionary, and in the lineage."""
    names = {
        f"{table}.{column}"
        for table, column in demo.rows(
            "select table_name, column_name from duckdb_columns()"
            " where schema_name in ('marts', 'quality', 'release')"
        )
    }
    lineage = (written / "lineage.html").read_text()
    assert {name for name in pages.ANCHOR.findall(lineage) if "." in name} == names
    linked = re.findall(
        r'href="lineage.html#([^"]+)"', (written / "dictionary.html").read_text()
    )
    assert {*linked} == names


def test_a_column_leads_to_the_export(written: Path) -> None:
    """Through all layers, to the column of the file that came in."""
    lineage = (written / "lineage.html").read_text()
    for column, export in {
        "dim_people.full_name": "people.full_name",
        "dim_skills.skill_name": "framework_outline.name",
        "rpt_role_gaps.required_level": "role_requirements.required_level",
        "fct_assessments.evidence": "assessments.evidence",
    }.items():
        row = re.search(f'<tr id="{column}">(.*?)</tr>', lineage, re.S)
        assert row, column
        assert export in row[1].rpartition("<td>")[2], column

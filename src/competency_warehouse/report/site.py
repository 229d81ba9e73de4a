"""Write the pages of an edition into a folder that takes the place of the old one."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from competency_warehouse.errors import UserError
from competency_warehouse.report.exhibits import Exhibit, cut, write_csv

MARK = "report.json"
DATATABLES = "datatables.js"
VEGA = "vega.js"
WHOLE = 100
# A field of a megabyte makes a page that nobody can open. The CSV has all of it.
LONGEST = 10_000

# What the library hands out; a page that was opened as a file cannot import.
_EXPORT = re.compile(r"export\s*\{([^{}]*)\}\s*;?")
_DEFAULT = re.compile(r"([\w$]+) as default")


@dataclass(frozen=True)
class Page:
    """A page of the site.

    Attributes:
        name: of its file, with the suffix.
        title: its heading.
        template: of ``templates``.
        exhibits: what it shows, in order.
        more: further values for the template.
    """

    name: str
    title: str
    template: str = "page.html"
    exhibits: Sequence[Exhibit] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Site:
    """An edition that is being written.

    Attributes:
        folder: where to.
        edition: what it is called on its pages.
        warning: for whom it is, on every page.
        about: ``as_of_date`` and ``releases_in_force`` of the file.
        withheld: what stands for NULL.
        menu: names and titles of the main pages.
        links: file of the page of a team or person, by ``team_id`` or ``person_id``.
    """

    folder: Path
    edition: str
    warning: str
    about: Mapping[str, Any]
    withheld: str
    menu: Sequence[tuple[str, str]]
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write what all pages share."""
        self._environment = Environment(
            loader=PackageLoader("competency_warehouse.report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "cell": self.cell,
            "json_data": json_data,
            "share": share,
            "number": number,
        }
        assets = self.folder / "assets"
        assets.mkdir()
        (self.folder / "data").mkdir()
        own = files("competency_warehouse.report") / "assets"
        for name in ("report.css", "report.js"):
            (assets / name).write_bytes((own / name).read_bytes())
        for name, text in libraries().items():
            (assets / name).write_text(text, encoding="utf-8", newline="\n")

    def write(self, page: Page) -> None:
        """Write a page and the CSV file of each of its exhibits."""
        stem = page.name.removesuffix(".html")
        for exhibit in page.exhibits:
            write_csv(exhibit.answer, self.folder / "data" / self.csv(stem, exhibit))
        text = self._environment.get_template(page.template).render(
            site=self,
            page=page,
            stem=stem,
            exhibits={exhibit.key: exhibit for exhibit in page.exhibits},
            **page.more,
        )
        (self.folder / page.name).write_text(text, encoding="utf-8", newline="\n")

    @staticmethod
    def csv(stem: str, exhibit: Exhibit) -> str:
        """Name of the CSV file of an exhibit."""
        return f"{stem}-{exhibit.key}.csv"

    def cell(self, value: Any, kind: str) -> str:
        """A value as it stands on a page."""
        if value is None:
            return self.withheld
        forms = {
            "share": share,
            "number": number,
            "sign": lambda it: f"{it:+.2f}",
            "ratio": lambda it: f"{it:.2f}",
            "yes": lambda it: "yes" if it else "no",
            "words": lambda it: str(it).replace("_", " "),
        }
        return forms.get(kind, _text)(value)


@contextmanager
def written_anew(folder: Path) -> Iterator[Path]:
    """Give a scratch folder that takes the place of ``folder`` when the block succeeds.

    Nothing of the old folder stays: pages of people who have left go with it.

    Raises:
        UserError: the folder holds something else than a report, or cannot be written.
    """
    folder = folder.absolute()
    is_other = folder.is_file() or (folder.is_dir() and any(folder.iterdir()))
    if is_other and not (folder / MARK).is_file():
        raise UserError(
            f"{folder} is there and is no report, which would take its place. Name "
            "another folder with --out, or remove it."
        )
    aside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".report-", dir=folder.parent))
        new = aside / "new"
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(aside / "old")
        new.rename(folder)
    except OSError as error:
        raise UserError(
            f"Cannot write to {folder}: {error.strerror}. Make room, and the folder "
            "writable, or name another with --out."
        ) from error
    finally:
        if aside:
            shutil.rmtree(aside, ignore_errors=True)


def write_mark(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what says that the folder is a report, and of what."""
    text = json.dumps(facts, ensure_ascii=False, indent=1, default=str)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")


def _text(value: Any) -> str:
    return cut(str(value), LONGEST)


def json_data(value: Any) -> Markup:
    """JSON for a script element: no text in it can end the element."""
    return htmlsafe_json_dumps(value, ensure_ascii=False, separators=(",", ":"))


def share(value: float) -> str:
    """A share as percent; a small one is not made nought, nor a large one all."""
    percent = round(WHOLE * value)
    if percent == 0 and value > 0:
        return "< 1 %"
    if percent == WHOLE and value < 1:
        return "> 99 %"
    return f"{percent} %"


def number(value: float) -> str:
    """A count with separators, without a fraction where there is none."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


@cache
def libraries() -> dict[str, str]:
    """The scripts and styles that others maintain, by the name of their file.

    Vega-Lite comes from vl-convert, DataTables from itables. Both are made plain
    scripts: browsers load no module from a page that was opened as a file.
    """
    vega = vl_convert.javascript_bundle(
        "window.vegaEmbed = vegaEmbed;", vl_version="6.4"
    )
    bundle = files("itables") / "html"
    tables = (bundle / "dt_bundle.js").read_text(encoding="utf-8")
    found = list(_EXPORT.finditer(tables))
    default = found and _DEFAULT.search(found[-1][1])
    if not default:
        raise RuntimeError("dt_bundle.js of itables exports no default any more.")
    start, end = found[-1].span()
    tables = f"{tables[:start]}window.DataTable={default[1]};{tables[end:]}"
    return {
        VEGA: f"(()=>{{{vega}\n}})();\n",
        DATATABLES: f"(()=>{{{tables}\n}})();\n",
        "datatables.css": (bundle / "dt_bundle.css").read_text(encoding="utf-8"),
    }

"""``competency import framework``: pages in, one release of an export folder out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from competency_warehouse.console import facts, say, step
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.errors import UserError
from competency_warehouse.folder import read_table, write_table, written_aside
from competency_warehouse.framework import (
    Framework,
    FrameworkBuilder,
    Release,
    Row,
    Tables,
)
from competency_warehouse.git_history import (
    GitOptions,
    Repository,
    git_options,
    new_states,
)
from competency_warehouse.import_options import folder_option
from competency_warehouse.readers import (
    READERS,
    Page,
    Reader,
    detect,
    find_pages,
    is_supplement,
)
from competency_warehouse.readers.matrix import MatrixReader, columns_named

WRITTEN = (
    "framework_releases",
    "framework_levels",
    "framework_outline",
    "framework_descriptors",
    "framework_attributes",
    "framework_unplaced",
)
MAX_SHOWN_CHARACTERS = 80


def read_framework(
    pages: Iterable[Page],
    dialect: str | None = None,
    readers: Mapping[str, Reader] = READERS,
) -> tuple[Framework, list[str], list[str]]:
    """Read pages into one framework.

    Args:
        pages: the pages, in the order of their domains.
        dialect: the reader to use; by default the first that recognises the page.
        readers: the readers to choose from.

    Returns:
        The framework, the dialects met, and the names of pages passed over because
        they are no framework pages.

    Raises:
        UserError: a page cannot be read, a page that was named is no framework page,
            or there is no skill on any page.
    """
    builder = FrameworkBuilder()
    found: list[tuple[Page, Reader]] = []
    skipped: list[str] = []
    for page in pages:
        reader = detect(page, dialect, readers)
        if reader is not None:
            found.append((page, reader))
        elif page.is_named:
            raise UserError(f"{page.name} is no framework page. {_what_is_a_page()}")
        else:
            skipped.append(page.name)
    for page, reader in sorted(found, key=lambda pair: is_supplement(*pair)):
        reader.read(page, builder)
    framework = builder.build()
    if not framework.of_type("skill"):
        raise UserError(f"No skill was found. {_what_is_a_page()}")
    return framework, sorted({reader.dialect for _, reader in found}), skipped


def _what_is_a_page() -> str:
    known = "; ".join(
        f"{reader.dialect} ({' '.join(reader.suffixes)}) has {reader.recognised_by}"
        for reader in READERS.values()
    )
    return f"These can be read: {known}."


def add_release(
    folder: Path, framework: Framework, release: Release, may_replace: bool = False
) -> bool:
    """Add a release to an export folder; all that is there already stays.

    Args:
        folder: the export folder, made when it does not exist.
        framework: what the release holds.
        release: which release it is.
        may_replace: whether the release may take the place of a different one with the
            same framework and release id.

    Returns:
        Whether anything was written: False when the folder holds the same already.

    Raises:
        UserError: the folder cannot be read or written, it holds something else as
            this release, or it declares other levels for this framework.
    """
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Name a folder to write to.")
    key = release.framework_id, release.release_id
    new = framework.tables(release)
    old = {name: read_table(folder, EXPORT_TABLES[name]) for name in WRITTEN}
    new["framework_levels"] = _new_levels(folder, release, old, new)
    mine = {
        name: [row for row in rows if row[:2] == key]
        for name, rows in old.items()
        if name != "framework_levels"
    }
    if mine == {name: new[name] for name in mine} and not new["framework_levels"]:
        return False
    if any(mine.values()) and not may_replace:
        raise UserError(
            f"{folder} holds release {release.release_id} of {release.framework_id} "
            "with other content, and a release does not change. Give the new state a "
            "--release of its own, or pass --replace to put it in place of the old one."
        )
    with written_aside(folder) as aside:
        for name, rows in old.items():
            gone = set(mine.get(name, ()))
            kept = [row for row in rows if row not in gone]
            write_table(aside, EXPORT_TABLES[name], [*kept, *new[name]])
    return True


def _new_levels(folder: Path, release: Release, old: Tables, new: Tables) -> list[Row]:
    """The rows of the scale, or none when the folder declares this scale already.

    Names and summaries may have been edited there; levels and ranks must agree.
    """
    declared = {
        row[1]: row[2]
        for row in old["framework_levels"]
        if row[0] == release.framework_id
    }
    scale = {row[1]: row[2] for row in new["framework_levels"]}
    if not declared:
        return new["framework_levels"]
    if declared != scale:
        raise UserError(
            f"{folder / 'framework_levels.csv'} declares the levels "
            f"{_scale(declared)} for {release.framework_id}, but the pages have "
            f"{_scale(scale)}. Use another --framework, or mend the file."
        )
    return []


def _scale(levels: dict[str, str]) -> str:
    return ", ".join(f"{level} ({rank})" for level, rank in levels.items())


def _identifier(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value):
        raise click.BadParameter(
            f"{value!r} is not an id. Use letters, digits, '.', '_' and '-'."
        )
    return value


def _iso_date(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    if value is None:
        return None
    try:
        is_iso = date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_iso = False
    if not is_iso:
        raise click.BadParameter(
            f"{value!r} is not a date. Write it as 2025-05-02 (year-month-day)."
        )
    return value


def _columns(
    _context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> dict[str, str]:
    try:
        return columns_named(value) if value else {}
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _one_line(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    return " ".join(value.split())


_EXAMPLE = """\b
Example:
  competency import framework pages/ --framework sde --release 2025-05 \\
      --released-on 2025-05-02 --out exports
  competency import framework --git sde-skills --path 'docs/**/*.md' \\
      --framework sde --out exports
"""


@click.command("framework", epilog=_EXAMPLE)
@click.argument(
    "pages",
    metavar="PAGE...",
    nargs=-1,
    type=click.Path(path_type=Path),
)
@click.option(
    "--framework",
    "framework_id",
    required=True,
    callback=_identifier,
    help="Id of the framework, the same for all its releases, for example sde.",
)
@click.option(
    "--release",
    "release_id",
    callback=_identifier,
    help="Id of this state of it, for example 2025-05. A release never changes.",
)
@click.option(
    "--released-on",
    metavar="DATE",
    callback=_iso_date,
    help="The day from which it is in force, for example 2025-05-02.",
)
@folder_option(
    "The export folder. It is made, or the release is added to what is there."
)
@click.option(
    "--status",
    type=click.Choice(["published", "draft"]),
    default="published",
    show_default=True,
    help="A draft is in force only for ratings that name it.",
)
@click.option(
    "--title",
    default="",
    callback=_one_line,
    help="What people call it.  [default: the domain, if there is one only]",
)
@click.option("--publisher", default="", callback=_one_line, help="Who issues it.")
@click.option(
    "--licence",
    default="",
    callback=_one_line,
    help="Under which terms, for example MIT or CC-BY-4.0.",
)
@click.option(
    "--source",
    default="",
    callback=_one_line,
    help="Where it comes from, for example a web address.",
)
@click.option(
    "--dialect",
    type=click.Choice(sorted(READERS)),
    help="How the pages are written.  [default: detected]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=TITLE",
    callback=_columns,
    help="What a column of a matrix spreadsheet is called, for example item=Skill.",
)
@git_options
@click.option(
    "--strict",
    is_flag=True,
    help="Fail, and write nothing, when a line of a page could not be placed.",
)
@click.option(
    "--replace",
    "may_replace",
    is_flag=True,
    help="Let this take the place of a release of the same id with other content.",
)
def import_framework(
    pages: tuple[Path, ...],
    folder: Path,
    strict: bool,
    may_replace: bool,
    **options: Any,
) -> None:
    """Read framework pages into an export folder, as one release.

    PAGE is a page or a folder. A folder is read whole; pages in it that are no
    framework pages are named and passed over. All pages of one call make one release.

    A Markdown page has a "# heading" for the domain, "##" for each subdomain, "###"
    for each skill, and below it a content tab for each level: === "Entry Level",
    === "Mid Level", === "Senior Level", with or without icons, each with paragraphs or
    bullets. Headings such as "#### Tools" hold attributes of the skill above.

    A matrix spreadsheet, CSV or XLSX, has the columns Item, Key Area, Competency
    Domain, Entry-level, Mid-level and Senior-level; --column names others. YAML is
    that of the SDE-skills site. CASE packages (JSON) and the competency frameworks of
    Moodle (CSV) are read too. docs/frameworks.md tells more of each.

    Nothing is lost: a line that has no place in a framework is reported and kept in
    framework_unplaced.csv. Releases that the folder holds already stay as they are.

    With --git and --path, in place of PAGE, --release and --released-on, each state in
    the history of a git repository is a release: its id is the day and commit, and
    states that say the same are one. Run again, it adds what is new.
    """
    git = GitOptions(*map(options.pop, GitOptions._fields))
    _check_source(pages, git, options, may_replace)
    dialect, columns = options.pop("dialect"), options.pop("columns")
    readers = dict(READERS)
    if columns:
        readers[MatrixReader.dialect] = MatrixReader(columns)
    if git.repository:

        def read(found: list[Page]) -> Framework:
            return read_framework(found, dialect, readers)[0]

        _import_history(folder, git, Release(**options), read, strict)
        return
    with step("Reading the pages"):
        framework, dialects, skipped = read_framework(
            find_pages(pages), dialect, readers
        )
    if columns and MatrixReader.dialect not in dialects:
        raise UserError("--column is for matrix spreadsheets, and there is none.")
    release = _titled(Release(**options), framework)
    say(f"Dialect: {', '.join(dialects)}")
    for name in skipped:
        say(f"Passed over, no framework page: {name}")
    say(_summary(framework))
    facts(
        counts=framework.counts(),
        unplaced=[asdict(each) for each in framework.unplaced],
        notes=framework.notes,
        folder=folder,
    )
    if framework.unplaced and strict:
        raise UserError(
            f"{len(framework.unplaced)} lines could not be placed, and nothing was "
            "written. Mend the pages, or leave out --strict to keep these lines apart."
        )
    what = f"release {release.release_id} of {release.framework_id}"
    if add_release(folder, framework, release, may_replace):
        say(f"Wrote {what} to {folder}.")
    else:
        say(f"No change: {folder} holds this {what} already.")


def _check_source(
    pages: tuple[Path, ...],
    git: GitOptions,
    options: Mapping[str, Any],
    may_replace: bool,
) -> None:
    """See that there is one source, and what it needs and no more."""
    own = {
        "argument 'PAGE...'": pages,
        "option '--release'": options["release_id"],
        "option '--released-on'": options["released_on"],
    }
    theirs = {"--path": git.pattern, "--branch": git.branch, "--ref": git.refs}
    if not git.repository:
        for name, value in theirs.items():
            if value:
                raise click.UsageError(f"{name} is for a repository: name it by --git.")
        for name, value in own.items():
            if not value:
                raise click.UsageError(f"Missing {name}.")
        return
    for name, value in (own | {"option '--replace'": may_replace}).items():
        if value:
            raise click.UsageError(
                f"The {name} is not for --git: each commit is a release of its own, "
                "and what is there stays."
            )
    if not git.pattern:
        raise click.UsageError("Missing option '--path'.")
    if git.branch and git.refs:
        raise click.UsageError("Name a --branch, or commits by --ref, not both.")


def _titled(release: Release, framework: Framework) -> Release:
    domains = framework.of_type("domain")
    if release.title or len(domains) != 1:
        return release
    return replace(release, title=domains[0].name)


def _import_history(
    folder: Path,
    git: GitOptions,
    about: Release,
    read: Callable[[list[Page]], Framework],
    strict: bool,
) -> None:
    """Add a release for each state in a history that the folder does not hold yet."""
    repository = Repository(git.repository)
    commits = (
        repository.named(git.refs)
        if git.refs
        else repository.line(git.pattern, git.branch)
    )
    if repository.is_cut:
        say("Note: this is a shallow clone; its history is cut short.")
    table = EXPORT_TABLES["framework_releases"]
    rows = read_table(folder, table)
    known = {row[1]: row[-1] for row in rows if row[0] == about.framework_id}
    found: list[tuple[Release, Framework]] = []
    for commit, state in new_states(repository, commits, git.pattern, known, read):
        if isinstance(state, str):
            reason = state.split(". ")[0].rstrip(".")
            say(f"Skipped {commit.release_id}: {reason}.")
            continue
        lines = len(state.unplaced)
        left = f"; not placed: {lines} lines" if lines else ""
        say(f"{commit.release_id}: {_counts(state)}{left}.")
        if strict and left:
            raise UserError(
                f"{lines} lines of {commit.release_id} could not be placed, and "
                "nothing was written. Leave out --strict to keep these lines apart."
            )
        release = replace(about, release_id=commit.release_id, released_on=commit.day)
        found.append((_titled(release, state), state))
    there = sum(commit.release_id in known for commit in commits)
    if not found and not there:
        raise UserError(
            f"No commit holds a framework in {git.pattern}. {_what_is_a_page()}"
        )
    for release, state in found:
        add_release(folder, state, release)
    say(
        f"Wrote {len(found)} releases of {about.framework_id} to {folder}; "
        f"{there} were there already."
    )


def _counts(framework: Framework) -> str:
    return ", ".join(
        f"{count} {name if count != 1 else name.removesuffix('s')}"
        for name, count in framework.counts().items()
    )


def _summary(framework: Framework) -> str:
    lines = [f"Read: {_counts(framework)}."]
    if framework.unplaced:
        lines.append(f"Not placed: {len(framework.unplaced)} lines.")
        for each in framework.unplaced:
            text = each.text[:MAX_SHOWN_CHARACTERS]
            dots = " ..." if text != each.text else ""
            lines.append(f"  {each.source}:{each.line}: {each.reason}: {text}{dots}")
    else:
        lines.append("Not placed: nothing.")
    lines += [f"Note: {note}" for note in framework.notes]
    lines += [
        f"Note: {skill_id} has no text at {level} level ({state})."
        for skill_id, level, state in framework.incomplete_levels()
    ]
    return "\n".join(lines)

"""``competency publish``: put the tested result of a build where BI tools look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import duckdb

from competency_warehouse.build_file import (
    BUILD_FILE,
    WAIT_SECONDS,
    WAIT_VARIABLE,
    Tell,
)
from competency_warehouse.console import facts, note, say, step
from competency_warehouse.errors import UserError
from competency_warehouse.published_copy import BuildFile, open_build_file
from competency_warehouse.published_set import (
    DATA_DOCS,
    PARQUET,
    RELEASE_FILE,
    TEAM_FILE,
    FileFacts,
    Manifest,
    PublishedSet,
    in_hand,
)
from competency_warehouse.validation import validate

PUBLISHED = Path("dist")
MANIFEST_VERSION = 1
TEAM_SCHEMAS = ("marts.", "quality.")
RELEASE_SCHEMAS = ("release.",)
RELEASE_INFO = "release.rls_build_info"

_RELEASES = """
    select framework_id, release_id, status, released_on, is_in_force
    from build.marts.dim_framework_releases
    order by framework_id, released_on, release_id
"""
_BUILD_INFO = "select as_of_date, known_at from build.quality.qly_build_info"
_KEY = "select key_fingerprint from build.release.rls_build_info"

Files = dict[str, dict[str, Any]]
# Looks at a file as a consumer would and leaves Data Docs in a folder; gives what is
# wrong with the file, in words.
Check = Callable[[Path, Path], tuple[str, ...]]


@dataclass(frozen=True)
class Publisher:
    """Publishes builds into one folder.

    Attributes:
        out: the folder.
        check: what each database file has to pass.
        wait: seconds to wait for others.
        tell: takes messages.
    """

    out: Path
    check: Check
    wait: float
    tell: Tell

    def publish(self, file: Path, keep: int, parquet: bool | None) -> Manifest:
        """Publish a build.

        Args:
            file: the build file, or the folder of a build on Spark.
            keep: how many earlier publications to keep.
            parquet: whether to write Parquet files; None: if the last one did.

        Returns:
            The manifest of what is published now.

        Raises:
            UserError: nothing was published; the message says why.
        """
        with in_hand(self.out, self.wait, self.tell) as published:
            old = published.manifest()
            try:
                with open_build_file(
                    file, published.spill, self.wait, self.tell
                ) as build:
                    if fault := build.last_run.fault():
                        raise UserError(
                            f"{fault}. {_stays(old)} Mend it, and build and publish "
                            "all: make warehouse."
                        )
                    manifest = _describe(build, published.next_publication())
                    files = self._copy(build, published, old)
                    if _is_wanted(parquet, old):
                        files |= _write_parquet(build, published)
            except duckdb.Error as error:
                raise UserError(
                    f"The tables of {file} cannot be copied into {self.out}: "
                    f"{_first_line(error)}. {_stays(old)} Make room, or repair the "
                    "build file, and try again."
                ) from error
            self._check(published, files, old)
            for name in files:
                facts = FileFacts.of(published.aside / name)
                files[name] = {
                    "build_id": build.last_run.build_id,
                    **facts._asdict(),
                    **files[name],
                }
            if RELEASE_FILE not in files:
                files |= _carry_over(published, old)
            manifest["files"] = files
            published.publish(manifest, keep)
            return manifest

    def roll_back(self) -> Manifest:
        """Put the last of the earlier publications back.

        Raises:
            UserError: there is none, or it is damaged.
        """
        with in_hand(self.out, self.wait, self.tell) as published:
            return published.roll_back(_now())

    def _copy(
        self, build: BuildFile, published: PublishedSet, old: Manifest | None
    ) -> Files:
        """Make the databases; what the manifest says of their tables."""
        schemas = {TEAM_FILE: TEAM_SCHEMAS}
        if why_not := _why_not_released(build):
            message = f"{RELEASE_FILE} was not made: {why_not}."
            if old and RELEASE_FILE in old["files"]:
                build_id = old["files"][RELEASE_FILE]["build_id"]
                message += f" The one that is there stays; it is of build {build_id}."
            self.tell(message)
        else:
            schemas[RELEASE_FILE] = RELEASE_SCHEMAS
        return {
            name: {"tables": build.copy(build.tables(*held), published.aside / name)}
            for name, held in schemas.items()
        }

    def _check(
        self, published: PublishedSet, files: Files, old: Manifest | None
    ) -> None:
        """See that the databases pass; if not, say what is wrong and keep the docs."""
        docs = published.aside / DATA_DOCS
        failures = [
            f"{name}: {failure}"
            for name in files
            if name.endswith(".duckdb")
            for failure in self.check(published.aside / name, docs / Path(name).stem)
        ]
        if failures:
            if docs.exists():
                docs.rename(published.failed)
            raise UserError(
                "The build does not hold what consumers are promised:\n  "
                + "\n  ".join(failures)
                + f"\n{_stays(old)} {published.failed} shows all that was checked."
            )


def _why_not_released(build: BuildFile) -> str | None:
    """Why there is no release file, in words; None when there is to be one."""
    if RELEASE_INFO not in build.last_run.tables:
        return f"the build has no {RELEASE_INFO}"
    (info,) = build.records(_KEY)
    if info["key_fingerprint"] is None:
        return (
            "COMPETENCY_PSEUDONYM_KEY was not in the environment of the build. Set it, "
            "and make warehouse again; Spark makes no pseudonyms"
        )
    return None


def _is_wanted(parquet: bool | None, old: Manifest | None) -> bool:
    if parquet is not None:
        return parquet
    return old is not None and any(
        name.startswith(f"{PARQUET}/") for name in old["files"]
    )


def _write_parquet(build: BuildFile, published: PublishedSet) -> Files:
    tables = build.tables(*TEAM_SCHEMAS)
    counts = build.write_parquet(tables, published.aside / PARQUET)
    return {f"{PARQUET}/{name}": {"rows": rows} for name, rows in counts.items()}


def _carry_over(published: PublishedSet, old: Manifest | None) -> Files:
    """Take the release file of an earlier build over; what the manifest said of it."""
    if old is None or RELEASE_FILE not in old["files"]:
        return {}
    if not published.carry_over(RELEASE_FILE):
        return {}
    published.carry_over(f"{DATA_DOCS}/{Path(RELEASE_FILE).stem}")
    return {RELEASE_FILE: old["files"][RELEASE_FILE]}


def _describe(build: BuildFile, publication: int) -> Manifest:
    """The manifest, but for its files."""
    run = build.last_run
    (info,) = build.records(_BUILD_INFO)
    return {
        "manifest_version": MANIFEST_VERSION,
        "publication": publication,
        "published_at": _now(),
        "build": {
            "build_id": run.build_id,
            "finished_at": _utc(run.finished_at),
            "dbt_version": run.dbt_version,
            "duckdb_version": duckdb.__version__,
            "git_commit": run.git_commit,
            "git_is_modified": run.git_is_modified,
            "as_of_date": _day(info["as_of_date"]),
            "known_at": _utc(info["known_at"]),
            "warnings": list(run.warned),
        },
        "framework_releases": [
            {**release, "released_on": _day(release["released_on"])}
            for release in build.records(_RELEASES)
        ],
        "folders": [DATA_DOCS],
    }


def _now() -> str:
    return _utc(datetime.now(UTC)) or ""


def _utc(moment: datetime | None) -> str | None:
    return moment and moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: date | None) -> str | None:
    return day and day.isoformat()


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0].rstrip(".")


def _stays(old: Manifest | None) -> str:
    """That nothing was published, and what is published therefore."""
    if old is None:
        return "Nothing was published."
    return f"Nothing was published; build {old['build']['build_id']} still is."


def _validated(file: Path, docs: Path) -> tuple[str, ...]:
    validation = validate(file, docs)
    for odd in validation.to_look_at:
        note(f"Look at: {odd}")
    return validation.failures


_EXAMPLE = """\b
Examples:
  competency publish
  competency publish --parquet --keep 3
  competency publish --rollback
"""


@click.command("publish", epilog=_EXAMPLE)
@click.option(
    "--build",
    "file",
    default=BUILD_FILE,
    show_default=True,
    envvar="COMPETENCY_BUILD_FILE",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file that dbt built, or the folder that Spark's publish_parquet wrote.",
)
@click.option(
    "--out",
    default=PUBLISHED,
    show_default=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where to publish.",
)
@click.option(
    "--parquet/--no-parquet",
    default=None,
    help="One Parquet file per public table too.  [default: if the last one had]",
)
@click.option(
    "--keep",
    default=1,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many earlier publications to keep.",
)
@click.option("--rollback", is_flag=True, help="Put the last earlier publication back.")
@click.option(
    "--wait",
    default=WAIT_SECONDS,
    show_default=True,
    envvar=WAIT_VARIABLE,
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    help="How long to wait for a build, a publisher or a reader in the way.",
)
def publish(out: Path, wait: float, rollback: bool, **build: Any) -> None:
    """Put the result of a build in which nothing failed where BI tools look.

    The public tables are copied into new files, which are checked and then take the
    place of the old ones: a reader always sees one whole build. manifest.json says what
    was published. A build or a check that fails publishes nothing.
    """
    publisher = Publisher(out, _validated, wait, note)
    if rollback:
        manifest = publisher.roll_back()
        facts(manifest=manifest)
        say(f"Put back in {out}: {_words(manifest)}")
        return
    with step("Copying and checking the tables"):
        manifest = publisher.publish(**build)
    facts(manifest=manifest)
    say(f"Published in {out}: {_words(manifest)}")
    for name, file in manifest["files"].items():
        if "tables" in file:
            rows = sum(file["tables"].values())
            say(
                f"  {name}: {len(file['tables'])} tables, {rows:,} rows, "
                f"{file['bytes'] / 1_000_000:.1f} MB"
            )


def _words(manifest: Manifest) -> str:
    build = manifest["build"]
    return (
        f"publication {manifest['publication']}, build {build['build_id']}, as of "
        f"{build['as_of_date']}."
    )

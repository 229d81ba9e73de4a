"""``competency import framework --git``: one release for each state in a history."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competency_warehouse.cli import main
from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.folder import read_table
from competency_warehouse.framework import Framework
from competency_warehouse.git_history import Repository
from competency_warehouse.import_framework import WRITTEN, read_framework
from competency_warehouse.readers import find_pages

GIT = shutil.which("git") or "git"
PAGE = '# D\n\n## S\n\n### K\n\n=== "Entry Level"\n\n    - {}\n'
NOON = 1_600_000_000  # 2020-09-13 12:26:40 UTC
DAY = 86_400


class Repo:
    """A small repository with fixed names and dates, so that its hashes are fixed."""

    def __init__(self, path: Path) -> None:
        """Make it."""
        self.path = path
        path.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *words: str, at: int = NOON, zone: str = "+0000") -> str:
        """Run git in it, without the settings of this machine."""
        nowhere = os.devnull
        settings = {"GIT_CONFIG_GLOBAL": nowhere, "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            settings[f"GIT_{who}_NAME"] = "A"
            settings[f"GIT_{who}_EMAIL"] = "a@example.org"
            settings[f"GIT_{who}_DATE"] = f"{at} {zone}"
        done = subprocess.run(
            [GIT, *words],
            cwd=self.path,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, day: int, zone: str = "+0000", **files: str | None) -> str:
        """Write or delete pages, and commit; returns the commit."""
        for name, text in files.items():
            path = self.path / "docs" / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        words = ("commit", "--quiet", "--allow-empty", "--message", "x")
        self.git(*words, at=NOON + day * DAY, zone=zone)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository."""
    return Repo(tmp_path / "repo")


def run(repo: Repo | Path, out: Path, *options: str) -> Result:
    """The command, for all pages below docs."""
    path = repo.path if isinstance(repo, Repo) else repo
    words = ["--git", str(path), "--framework", "sea", "--out", str(out), *options]
    if "--path" not in options:
        words += ["--path", "docs/**/*.md"]
    return CliRunner().invoke(main, ["import", "framework", *words])


def releases(out: Path) -> list[tuple[str, ...]]:
    """Release id, day and hash of all releases in a folder."""
    rows = read_table(out, EXPORT_TABLES["framework_releases"])
    return [(row[1], row[2], row[8]) for row in rows]


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_one_message(result: Result, expected: str) -> None:
    """A non-zero exit, the message, and no traceback."""
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert result.output.count("Error: ") == 1
    assert expected in " ".join(result.output.split())


def test_each_state_of_the_content_is_a_release(repo: Repo, tmp_path: Path) -> None:
    """With the day and hash of its commit; what changes no content makes none."""
    first = repo.commit(0, a=PAGE.format("one"))
    repo.commit(1, b="# Not a framework page\n")
    repo.commit(2, a=PAGE.format("one") + "\n\n")  # another page, the same content
    second = repo.commit(3, a=PAGE.format("two"))
    back = repo.commit(4, a=PAGE.format("one"))
    out = tmp_path / "out"
    result = run(repo, out, "--publisher", "The Crew")
    assert result.exit_code == 0, result.output
    assert [row[:2] for row in releases(out)] == [
        (f"2020-09-13-{first[:7]}", "2020-09-13"),
        (f"2020-09-16-{second[:7]}", "2020-09-16"),
        (f"2020-09-17-{back[:7]}", "2020-09-17"),
    ]
    hashes = [row[2] for row in releases(out)]
    assert hashes[0] == hashes[2] != hashes[1]
    assert "Wrote 3 releases of sea" in result.output
    rows = read_table(out, EXPORT_TABLES["framework_releases"])
    assert {row[3:6] for row in rows} == {("published", "D", "The Crew")}
    tables = {name: read_table(out, EXPORT_TABLES[name]) for name in WRITTEN}
    framework, _, _ = read_framework(find_pages([repo.path / "docs"]))
    assert Framework.from_tables(tables, "sea", releases(out)[2][0]) == framework


def test_the_import_is_deterministic_and_goes_on(repo: Repo, tmp_path: Path) -> None:
    """In two steps or in one, the folder is the same; a third changes nothing."""
    repo.commit(0, a=PAGE.format("one"))
    repo.commit(1, a=PAGE.format("two"))
    steps, whole = tmp_path / "steps", tmp_path / "whole"
    assert run(repo, steps).exit_code == 0
    repo.commit(2, a=PAGE.format("two") + "\n")
    repo.commit(3, a=PAGE.format("three"))
    again = run(repo, steps)
    assert "Wrote 1 releases of sea" in again.output
    assert "2 were there already" in again.output
    assert run(repo, whole).exit_code == 0
    assert content(steps) == content(whole)
    before = content(steps)
    assert "Wrote 0 releases" in run(repo, steps).output
    assert content(steps) == before


def test_releases_that_are_there_stay(repo: Repo, tmp_path: Path) -> None:
    """Imported otherwise, of other frameworks, or edited: they are not touched."""
    repo.commit(0, a=PAGE.format("one"))
    out = tmp_path / "out"
    assert run(repo, out).exit_code == 0
    path = out / "framework_releases.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",D,", ",Mine,"), encoding="utf-8"
    )
    other = ("import", "framework", str(repo.path / "docs"), "--framework", "lake")
    more = ("--release", "x", "--released-on", "2020-01-01", "--out", str(out))
    assert CliRunner().invoke(main, [*other, *more]).exit_code == 0
    before = read_table(out, EXPORT_TABLES["framework_releases"])
    repo.commit(1, a=PAGE.format("two"))
    assert run(repo, out).exit_code == 0
    assert read_table(out, EXPORT_TABLES["framework_releases"])[:-1] == before


def test_days_are_of_utc(repo: Repo, tmp_path: Path) -> None:
    """Whatever the clock of who committed."""
    repo.commit(0, zone="+1400", a=PAGE.format("one"))
    assert run(repo, tmp_path / "out").exit_code == 0
    assert [row[1] for row in releases(tmp_path / "out")] == ["2020-09-13"]


def test_the_first_parent_line_is_followed(repo: Repo, tmp_path: Path) -> None:
    """A merged branch is one state, not the states on its way."""
    repo.commit(0, a=PAGE.format("one"))
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit(1, a=PAGE.format("draft"))
    repo.commit(2, a=PAGE.format("two"))
    repo.git("switch", "--quiet", "main")
    repo.commit(3, b="# Other\n")
    merge = ("merge", "--quiet", "--no-ff", "--message", "m", "side")
    repo.git(*merge, at=NOON + 4 * DAY)
    out = tmp_path / "out"
    assert run(repo, out).exit_code == 0
    assert [row[1] for row in releases(out)] == ["2020-09-13", "2020-09-17"]
    side = tmp_path / "side"
    assert run(repo, side, "--branch", "side").exit_code == 0
    days = [row[1] for row in releases(side)]
    assert days == ["2020-09-13", "2020-09-14", "2020-09-15"]


def test_named_commits_are_taken_in_order_of_time(repo: Repo, tmp_path: Path) -> None:
    """Tags of either sort, and commits by their digits, each once."""
    commits = [repo.commit(day, a=PAGE.format(day)) for day in range(4)]
    repo.git("tag", "v1", commits[0])
    repo.git("tag", "--annotate", "--message", "x", "v2", commits[2])
    out = tmp_path / "out"
    refs = [
        word
        for name in ("v2", commits[3][:9], "v1", commits[0])
        for word in ("--ref", name)
    ]
    result = run(repo, out, *refs)
    assert result.exit_code == 0, result.output
    wanted = [commits[0], commits[2], commits[3]]
    assert [row[0][-7:] for row in releases(out)] == [each[:7] for each in wanted]


def test_a_commit_that_cannot_be_read_is_named(repo: Repo, tmp_path: Path) -> None:
    """And skipped; the states around it are imported."""
    first = repo.commit(0, a=PAGE.format("one"))
    gone = repo.commit(1, a=None)
    bad = repo.commit(2, a=PAGE.format("bell \x07"))
    empty = repo.commit(3, a='# D\n\n=== "Entry Level"\n\n    x\n')
    last = repo.commit(4, a=PAGE.format("two"))
    out = tmp_path / "out"
    result = run(repo, out)
    assert result.exit_code == 0, result.output
    assert [row[0][-7:] for row in releases(out)] == [first[:7], last[:7]]
    lines = result.output.splitlines()
    skipped = [line for line in lines if line.startswith("Skipped ")]
    for commit, line, reason in zip(
        (gone, bad, empty),
        skipped,
        ("No file is like docs/**/*.md", "control character U+0007", "No skill was"),
        strict=True,
    ):
        assert commit[:7] in line
        assert reason in line


def test_patterns_choose_files(repo: Repo, tmp_path: Path) -> None:
    """A file, a folder, stars; from the top of the repository, wherever one stands."""
    deep = repo.path / "docs" / "deep"
    deep.mkdir(parents=True)
    (deep / "c.md").write_text(PAGE.format("deep"), encoding="utf-8")
    (repo.path / "link.md").symlink_to("docs/a.md")
    repo.commit(0, a=PAGE.format("one"), b="# Other\n")
    for pattern, skills in (
        ("docs", 2),
        ("docs/*.md", 1),
        ("./docs/a.md", 1),
        ("**/*.md", 2),
        ("docs/deep", 1),
    ):
        out = tmp_path / pattern.replace("/", "_").replace("*", "x")
        result = run(repo.path / "docs", out, "--path", pattern)
        assert result.exit_code == 0, result.output
        rows = read_table(out, EXPORT_TABLES["framework_outline"])
        assert sum(row[2] == "skill" for row in rows) == skills, pattern


def test_a_bare_repository_will_do(repo: Repo, tmp_path: Path) -> None:
    """No working copy is needed, and none is touched."""
    repo.commit(0, a=PAGE.format("one"))
    bare = tmp_path / "bare.git"
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(bare))
    assert run(bare, tmp_path / "out").exit_code == 0
    assert run(repo, tmp_path / "whole").exit_code == 0
    assert content(tmp_path / "out") == content(tmp_path / "whole")
    assert repo.git("status", "--porcelain") == ""


def test_a_shallow_clone_is_named(repo: Repo, tmp_path: Path) -> None:
    """Its history is not the whole."""
    repo.commit(0, a=PAGE.format("one"))
    repo.commit(1, a=PAGE.format("two"))
    source, clone = f"file://{repo.path}", tmp_path / "clone"
    repo.git("clone", "--quiet", "--depth", "1", source, str(clone))
    result = run(clone, tmp_path / "out")
    assert "Note: this is a shallow clone" in result.output
    assert len(releases(tmp_path / "out")) == 1


def test_a_branch_may_be_a_remote_one(repo: Repo, tmp_path: Path) -> None:
    """In a fresh clone, branches are there under origin."""
    repo.commit(0, a=PAGE.format("one"))
    repo.git("branch", "next")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", str(repo.path), str(clone))
    assert run(clone, tmp_path / "out", "--branch", "next").exit_code == 0


def test_strict_writes_nothing_when_a_line_has_no_place(
    repo: Repo, tmp_path: Path
) -> None:
    """In any of the states."""
    repo.commit(0, a=PAGE.format("one"))
    repo.commit(1, a=PAGE.format("two") + "\nstray\n")
    out = tmp_path / "out"
    assert_one_message(run(repo, out, "--strict"), "1 lines of 2020-09-14-")
    assert not out.exists()
    assert "not placed: 1 lines" in run(repo, out).output


def test_the_settings_of_the_caller_do_not_matter(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a git hook, where variables point to another repository."""
    repo.commit(0, a=PAGE.format("one"))
    other = Repo(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert run(repo, tmp_path / "out").exit_code == 0


WRONG = {
    "no repository": (lambda repo: (repo.path.parent, ()), "git cannot read"),
    "no folder": (lambda repo: (repo.path / "none", ()), "is no folder"),
    "no branch": (
        lambda repo: (repo.path, ("--branch", "none")),
        "has no branch none. It has main",
    ),
    "a branch that looks like an option": (
        lambda repo: (repo.path, ("--branch=--all",)),
        "has no branch --all",
    ),
    "no tag": (
        lambda repo: (repo.path, ("--ref", "v9")),
        "has no tag or commit v9. It has the tags v1",
    ),
    "a tag that looks like an option": (
        lambda repo: (repo.path, ("--ref=--all",)),
        "has no tag or commit --all",
    ),
    "no file": (
        lambda repo: (repo.path, ("--path", "nowhere/*.md")),
        "No file on this branch",
    ),
    "no page": (
        lambda repo: (repo.path, ("--path", "README")),
        "No commit holds a framework in README",
    ),
    "a file beyond": (
        lambda repo: (repo.path, ("--path", "../x")),
        "No file on this branch",
    ),
    "both": (
        lambda repo: (repo.path, ("--branch", "main", "--ref", "v1")),
        "not both",
    ),
    "a release": (
        lambda repo: (repo.path, ("--release", "x")),
        "'--release' is not for --git",
    ),
    "a day": (
        lambda repo: (repo.path, ("--released-on", "2020-01-01")),
        "'--released-on' is not for --git",
    ),
    "replacing": (
        lambda repo: (repo.path, ("--replace",)),
        "'--replace' is not for --git",
    ),
    "pages": (
        lambda repo: (repo.path, (str(repo.path),)),
        "'PAGE...' is not for --git",
    ),
    "an empty pattern": (
        lambda repo: (repo.path, ("--path", "")),
        "Missing option '--path'",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_message(case: str, repo: Repo, tmp_path: Path) -> None:
    """And nothing is written."""
    (repo.path / "README").write_text("x", encoding="utf-8")
    repo.commit(0, a=PAGE.format("one"))
    repo.git("tag", "v1")
    path, options = WRONG[case][0](repo)
    out = tmp_path / "out"
    assert_one_message(run(path, out, *options), WRONG[case][1])
    assert not out.exists()


@pytest.mark.parametrize("option", ["--path", "--branch", "--ref"])
def test_options_of_git_need_a_repository(option: str, tmp_path: Path) -> None:
    """Rather than be passed over."""
    page = tmp_path / "a.md"
    page.write_text(PAGE.format("one"), encoding="utf-8")
    words = [str(page), "--framework", "sea", "--release", "x", option, "x"]
    words += ["--released-on", "2020-01-01", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, ["import", "framework", *words])
    assert_one_message(result, f"{option} is for a repository")


def test_a_repository_without_commits_is_one_message(
    repo: Repo, tmp_path: Path
) -> None:
    """It has nothing to read."""
    assert_one_message(run(repo, tmp_path / "out"), "has no commit that is checked out")


def test_without_git_there_is_one_message(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saying what to do."""
    monkeypatch.setenv("PATH", "")
    assert_one_message(run(repo, tmp_path / "out"), "git was not found. Install it")


def test_a_file_out_of_all_proportion_is_skipped(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is read."""
    repo.commit(0, a=PAGE.format("one"))
    repo.commit(1, a=PAGE.format("x" * 500))
    monkeypatch.setattr("competency_warehouse.git_history.MAX_PAGE_BYTES", 400)
    result = run(repo, tmp_path / "out")
    assert "A file is larger than" in result.output
    assert len(releases(tmp_path / "out")) == 1


def test_names_of_files_are_taken_as_they_are(repo: Repo) -> None:
    """Blanks, quotes, other letters."""
    names = ["a b", 'q"', "\u00e9", "tab\t"]
    repo.commit(0, **{name: PAGE.format(name.strip()) for name in names})
    repository = Repository(repo.path)
    [commit] = repository.line("docs")
    pages = repository.pages(commit, "docs")
    assert {page.name for page in pages} == {f"docs/{name}.md" for name in names}
    assert all(page.content.startswith(b"# D") for page in pages)

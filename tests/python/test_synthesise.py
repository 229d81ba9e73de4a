"""Is the synthetic export deterministic, shaped like life, and plainly synthetic?"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from competency_warehouse.contract import EXPORT_TABLES
from competency_warehouse.synthesise import Plan, synthesise, write_export

PROJECT = Path(__file__).parents[2]
FRAMEWORK = PROJECT / "seeds" / "framework"
BAD_RECORDS = Path(__file__).parent / "fixtures" / "bad_records"
DEMO = ["--people", "60", "--assessments", "4000", "--seed", "13"]
AS_OF = date(2026, 6, 30)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _run(*arguments: str):
    return CliRunner().invoke(synthesise, [*arguments])


@pytest.fixture(scope="module")
def small_plan() -> Plan:
    """Twenty people, rated on six made-up skills."""
    return Plan(people=20, seed=5, skills=6)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory):
    """A connection to the clean export of 2,000 people, typed as far as is needed."""
    folder = tmp_path_factory.mktemp("town") / "export"
    write_export(Plan(people=2000, seed=1, framework=FRAMEWORK, faults=False), folder)
    with duckdb.connect() as connection:
        connection.execute(f"set variable as_of = date '{AS_OF}'")
        for path in folder.glob("*.csv"):
            connection.read_csv(str(path), header=True, all_varchar=True).create(
                path.stem
            )
        connection.execute(
            """
            create view ratings as
            select
                * exclude (level_rank) replace (
                    assessed_on::date as assessed_on,
                    recorded_at::timestamp as recorded_at
                ),
                coalesce(level_rank::integer, 0) as level_rank,
            from assessments
            left join framework_levels using (framework_id, level)
            """
        )
        connection.execute(
            """
            create view stints as
            select
                * replace (
                    started_on::date as started_on,
                    coalesce(ended_on::date, date '9999-12-31') as ended_on
                ),
            from assignments
            """
        )
        yield connection


def _value(connection: duckdb.DuckDBPyConnection, query: str):
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_demo_is_what_the_documented_command_makes(tmp_path: Path):
    """The committed seeds are the bytes that the command in the docstring writes."""
    for group in ("workforce", "assessments"):
        made = tmp_path / group
        outcome = _run(
            *DEMO, "--only", group, "--framework", str(FRAMEWORK), "--out", str(made)
        )
        assert outcome.exit_code == 0, outcome.output
        for name, content in _bytes(made).items():
            assert content == (PROJECT / "seeds" / group / name).read_bytes(), name


def test_same_seed_same_bytes_on_any_number_of_threads(
    tmp_path: Path, small_plan: Plan
):
    """Small exports are equal, byte for byte."""
    for name, threads in (("one", 1), ("two", 2), ("again", 2)):
        write_export(
            Plan(people=20, seed=5, skills=6, threads=threads), tmp_path / name
        )
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    assert _bytes(tmp_path / "two") == _bytes(tmp_path / "again")


def test_many_rows_are_the_same_on_any_number_of_threads(tmp_path: Path):
    """Many row groups, sorted by several threads, are equal row for row."""
    for threads in (1, 2):
        write_export(
            Plan(
                people=5000,
                seed=5,
                skills=30,
                file_format="parquet",
                threads=threads,
            ),
            tmp_path / str(threads),
        )
    for name in _bytes(tmp_path / "1"):
        one, two = (
            duckdb.read_parquet(str(tmp_path / threads / name)).fetchall()
            for threads in ("1", "2")
        )
        assert one == two, name


def test_another_seed_makes_other_people(tmp_path: Path, small_plan: Plan):
    """The seed reaches every table that is drawn."""
    write_export(small_plan, tmp_path / "five")
    write_export(Plan(people=20, seed=6, skills=6), tmp_path / "six")
    for name in ("assignments.csv", "assessments.csv", "role_requirements.csv"):
        assert (tmp_path / "five" / name).read_bytes() != (
            tmp_path / "six" / name
        ).read_bytes()


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_folder_is_a_whole_export(tmp_path: Path, file_format: str):
    """Every required table is there, with the columns of the contract, as text."""
    out = tmp_path / "export"
    write_export(Plan(people=3, seed=1, skills=4, file_format=file_format), out)
    made = {path.stem for path in out.iterdir()}
    assert {table.name for table in EXPORT_TABLES.values() if table.required} <= made
    for path in out.iterdir():
        if file_format == "csv":
            content = path.read_bytes()
            assert b"\r" not in content
            header = tuple(content.decode().splitlines()[0].split(","))
        else:
            relation = duckdb.read_parquet(str(path))
            header = tuple(relation.columns)
            assert {str(column) for column in relation.types} == {"VARCHAR"}
        assert header == EXPORT_TABLES[path.stem].columns


def test_framework_is_copied_with_the_export(tmp_path: Path):
    """What was assessed against comes along unchanged."""
    write_export(Plan(people=3, seed=1, framework=FRAMEWORK), tmp_path / "export")
    for path in FRAMEWORK.glob("*.csv"):
        assert (tmp_path / "export" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("people", [1, 2, 3, 9, 17])
def test_a_handful_of_people_is_enough(tmp_path: Path, people: int):
    """Too few for teams, leads or managers is no error."""
    write_export(Plan(people=people, seed=1, skills=1), tmp_path)
    with (tmp_path / "people.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == people


def test_names_are_plainly_synthetic(town: duckdb.DuckDBPyConnection):
    """Nobody could take these people for real ones."""
    for person_id, full_name, email in town.table("people").fetchall():
        number = int(re.fullmatch(r"person_(\d{4,})", person_id)[1])
        assert full_name == f"Example Person {number}"
        assert email == f"{person_id}@example.org"
    for _, team_name, _ in town.table("teams").fetchall():
        assert re.fullmatch(r"Example (Organisation|(Division|Team) \d+)", team_name)


def test_number_of_assessments_is_about_the_wanted(town: duckdb.DuckDBPyConnection):
    """About is within 3 %."""
    assert _value(town, "select count(*) from assessments") == pytest.approx(
        2000 * 67, rel=0.03
    )


def test_teams_are_three_levels_deep(town: duckdb.DuckDBPyConnection):
    """One organisation, its divisions, their teams; nothing dangles."""
    depths = town.execute(
        """
        with recursive placed as (
            select
                team_id,
                1 as depth,
            from teams
            where parent_team_id is null
            union all
            select
                teams.team_id,
                placed.depth + 1 as depth,
            from teams
            inner join placed on teams.parent_team_id = placed.team_id
        )

        select
            depth,
            count(*) as team_count,
        from placed
        group by depth
        order by depth
        """
    ).fetchall()
    assert [depth for depth, _ in depths] == [1, 2, 3]
    assert depths[0][1] == 1
    assert sum(count for _, count in depths) == _value(
        town, "select count(*) from teams"
    )


def test_requirements_rise_along_the_career(town: duckdb.DuckDBPyConnection):
    """The next role requires all skills of the last, none at a lower level."""
    per_role = town.execute(
        "select count(*) from role_requirements group by role_id"
    ).fetchall()
    assert {count for (count,) in per_role} <= set(range(6, 10))
    assert (
        _value(
            town,
            """
            select count(*)
            from roles
            inner join role_requirements as now using (role_id)
            left join role_requirements as later
                on
                    roles.next_role_id = later.role_id
                    and now.skill_id = later.skill_id
            left join framework_levels as now_levels
                on now.required_level = now_levels.level
            left join framework_levels as later_levels
                on later.required_level = later_levels.level
            where
                roles.next_role_id is not null
                and coalesce(
                    later_levels.level_rank < now_levels.level_rank,
                    true
                )
            """,
        )
        == 0
    )


def test_assignments_follow_each_other(town: duckdb.DuckDBPyConnection):
    """Nobody is twice in one team; some join, leave, move, share posts."""
    assert _value(town, "select count(*) from stints where ended_on < started_on") == 0
    assert (
        _value(
            town,
            """
            select count(*)
            from stints as one
            inner join stints as other using (person_id, team_id)
            where
                one.started_on < other.started_on
                and one.ended_on >= other.started_on
            """,
        )
        == 0
    )
    shares = town.execute(
        """
        with people as (
            select
                max(ended_on) <= getvariable('as_of') as has_left,
                min(started_on) > getvariable('as_of') - 1096 as has_joined,
                count(*) > 1 as has_moved,
                count(*) filter (ended_on > getvariable('as_of')) > 1 as has_two,
                min(fte::decimal(2, 1)) < 1 as is_part_time,
            from stints
            group by person_id
        )

        select
            avg(has_left::integer),
            avg(has_joined::integer),
            avg(has_moved::integer),
            avg(has_two::integer),
            avg(is_part_time::integer),
        from people
        """
    ).fetchone()
    expected = [(0.08, 0.16), (0.18, 0.3), (0.2, 0.5), (0.01, 0.08), (0.08, 0.25)]
    for share, (low, high) in zip(shares, expected, strict=True):
        assert low < share < high


def test_only_the_head_has_no_manager(town: duckdb.DuckDBPyConnection):
    """Everyone else's manager is another person, employed at that time."""
    assert town.execute(
        "select distinct person_id from assignments where manager_id is null"
    ).fetchall() == [("person_0001",)]
    assert (
        _value(town, "select count(*) from assignments where manager_id = person_id")
        == 0
    )
    assert (
        _value(
            town,
            """
            select count(*)
            from stints
            where
                manager_id is not null
                and not exists (
                    select 1
                    from stints as managers
                    where
                        managers.person_id = stints.manager_id
                        and managers.started_on <= stints.ended_on
                        and managers.ended_on >= least(
                            stints.ended_on,
                            getvariable('as_of')
                        )
                )
            """,
        )
        == 0
    )


def test_ratings_lie_inside_an_assignment_and_the_three_years(
    town: duckdb.DuckDBPyConnection,
):
    """Clean is clean: no rating would be rejected or flagged."""
    assert (
        _value(
            town,
            """
            select count(*)
            from ratings
            where not exists (
                select 1
                from stints
                where
                    ratings.person_id = stints.person_id
                    and ratings.assessed_on between started_on and ended_on
                    and (
                        ratings.assessor_type <> 'manager'
                        or ratings.assessor_id = stints.manager_id
                    )
            )
            """,
        )
        == 0
    )
    assert (
        _value(
            town,
            """
            select count(*)
            from ratings
            where
                assessed_on > getvariable('as_of')
                or assessed_on <= getvariable('as_of') - interval 3 year
                or recorded_at < assessed_on
                or (assessor_type = 'self' and assessor_id <> person_id)
                or (assessor_type <> 'self' and assessor_id is null)
                or (assessor_type <> 'self' and assessor_id = person_id)
            """,
        )
        == 0
    )


def test_self_ratings_run_higher_than_managers(town: duckdb.DuckDBPyConnection):
    """The standardised mean difference is about 0.3."""
    difference = _value(
        town,
        """
        with types as (
            select
                assessor_type,
                avg(level_rank) as mean,
                var_samp(level_rank) as variance,
            from ratings
            group by assessor_type
        )

        select
            (own.mean - manager.mean)
            / sqrt((own.variance + manager.variance) / 2),
        from types as own
        cross join types as manager
        where own.assessor_type = 'self' and manager.assessor_type = 'manager'
        """,
    )
    assert 0.2 < difference < 0.4


def test_one_in_three_required_skills_is_unrated_and_some_are_stale(
    town: duckdb.DuckDBPyConnection,
):
    """Of the people active on the as-of date."""
    unrated, stale = town.execute(
        """
        with required as (
            select distinct
                stints.person_id,
                role_requirements.skill_id,
            from stints
            inner join role_requirements using (role_id)
            where getvariable('as_of') between started_on and ended_on
        ),

        rated as (
            select
                person_id,
                skill_id,
                max(assessed_on) as last_on,
            from ratings
            group by person_id, skill_id
        )

        select
            avg((last_on is null)::integer),
            avg((last_on < getvariable('as_of') - interval 2 year)::integer),
        from required
        left join rated using (person_id, skill_id)
        """
    ).fetchone()
    assert 0.28 < unrated < 0.38
    assert 0.02 < stale < 0.2


def test_people_grow(town: duckdb.DuckDBPyConnection):
    """Ratings rise from the first year to the last."""
    by_year = town.execute(
        """
        select
            year(assessed_on) as year,
            avg(level_rank),
        from ratings
        group by year
        order by year
        """
    ).fetchall()
    assert by_year[-1][1] - by_year[0][1] > 0.2


@pytest.mark.parametrize(
    ("condition", "low", "high"),
    [
        ("level = 'none'", 0.05, 0.2),
        ("verification = 'revoked'", 0.002, 0.02),
        ("verification = 'verified'", 0.1, 0.3),
        ("verification = 'claimed'", 0.3, 0.6),
        ("release_id is not null", 0.01, 0.1),
        ("assessor_type = 'self' and assessor_id is null", 0.15, 0.3),
        ("assessor_type = 'peer'", 0.02, 0.2),
        ("assessor_type = 'assessor'", 0.02, 0.2),
        ("evidence is null", 0.4, 0.9),
    ],
)
def test_share(
    town: duckdb.DuckDBPyConnection, condition: str, low: float, high: float
):
    """Rare things are there, and rare."""
    ratings = town.table("ratings")
    share = ratings.filter(condition).shape[0] / ratings.shape[0]
    assert low < share < high


def test_an_id_comes_twice_only_when_corrected_later(
    town: duckdb.DuckDBPyConnection,
):
    """No two records share id and time."""
    corrected, same_time = town.execute(
        """
        with ids as (
            select count(distinct recorded_at) = count(*) as is_corrected,
            from ratings
            group by assessment_id
            having count(*) > 1
        )

        select
            count(*) filter (is_corrected),
            count(*) filter (not is_corrected),
        from ids
        """
    ).fetchone()
    assert corrected > 0
    assert same_time == 0


def test_faults_are_a_handful(tmp_path: Path):
    """They are there, and far below the share that fails a build."""
    plan = {"people": 60, "assessments": 4000, "seed": 13, "framework": FRAMEWORK}
    counts = []
    for faults in (False, True):
        out = tmp_path / str(faults)
        write_export(Plan(**plan, faults=faults, groups=("assessments",)), out)
        with (out / "assessments.csv").open(encoding="utf-8") as file:
            counts.append(set(file))
    clean, faulty = counts
    assert 0 < len(faulty - clean) < 0.01 * len(clean)
    text = "".join(faulty - clean)
    assert "person_unknown" in text
    assert "-unknown," in text
    assert "_again," in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--people", "0"], "--people"),
        (["--people", "-3"], "--people"),
        (["--people", "many"], "--people"),
        (["--people", "3", "--seed", "lucky"], "--seed"),
        (["--people", "3", "--seed", "-1"], "--seed"),
        (["--people", "3", "--assessments", "0"], "--assessments"),
        (["--people", "3", "--skills", "0"], "--skills"),
        (["--people", "3", "--as-of", "30.06.2026"], "--as-of"),
        (["--people", "3", "--as-of", "2026-02-30"], "--as-of"),
        (["--people", "3", "--as-of", "0003-01-01"], "--as-of"),
        (["--people", "3", "--format", "xlsx"], "--format"),
        (["--people", "3", "--only", "everything"], "--only"),
        (["--people", "3", "--framework", "no-such-folder"], "no-such-folder"),
        (["--people", "3", "--framework", ".", "--skills", "3"], "not both"),
        (["--people", "9", "--skills", "2", "--assessments", "90000"], "too many"),
        (["--seed", "3"], "--people"),
    ],
)
def test_wrong_call_ends_in_one_message(
    tmp_path: Path, arguments: list[str], message: str
):
    """Named option, non-zero exit, nothing written."""
    out = tmp_path / "export"
    outcome = _run(*arguments, "--out", str(out))
    assert outcome.exit_code != 0
    assert isinstance(outcome.exception, SystemExit)
    assert message in outcome.output
    assert "Traceback" not in outcome.output
    assert list(tmp_path.iterdir()) == []


def test_out_may_not_be_a_file(tmp_path: Path):
    """The file stays as it was."""
    out = tmp_path / "export"
    out.write_text("mine", encoding="utf-8")
    outcome = _run("--people", "3", "--skills", "3", "--out", str(out))
    assert outcome.exit_code == 1
    assert "is a file" in outcome.output
    assert out.read_text(encoding="utf-8") == "mine"


def test_out_below_a_file_is_refused(tmp_path: Path):
    """No folder can be made there."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    outcome = _run(
        "--people", "3", "--skills", "3", "--out", str(tmp_path / "file" / "export")
    )
    assert outcome.exit_code == 1
    assert "Cannot write" in outcome.output


def test_unwritable_out_is_refused(tmp_path: Path):
    """No folder can be made below a file."""
    (tmp_path / "file").write_text("")
    outcome = _run(
        *("--people", "3", "--skills", "3"),
        *("--out", str(tmp_path / "file" / "export")),
    )
    assert outcome.exit_code == 1
    assert "Cannot write" in outcome.output


def test_a_table_is_not_left_in_two_formats(tmp_path: Path, small_plan: Plan):
    """people.csv beside people.parquet would be two truths."""
    write_export(small_plan, tmp_path)
    before = _bytes(tmp_path)
    outcome = _run(
        *("--people", "3", "--skills", "3", "--format", "parquet"),
        *("--out", str(tmp_path)),
    )
    assert outcome.exit_code == 1
    assert "there already" in outcome.output
    assert _bytes(tmp_path) == before


def test_no_framework_around_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The message names both ways out."""
    monkeypatch.chdir(tmp_path)
    outcome = _run("--people", "3", "--out", "export")
    assert outcome.exit_code == 1
    assert "--skills K" in outcome.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("framework_levels.csv", None, "framework_levels.csv"),
        ("framework_levels.csv", b"framework_id,level\nx,entry\n", "level_rank"),
        ("framework_outline.csv", b"", "framework_outline.csv"),
        ("framework_outline.csv", b"PAR1\x00\xff\xfe", "framework_outline.csv"),
        (
            "framework_releases.csv",
            b"framework_id,release_id,released_on,status,title,publisher,licence,"
            b"source,content_hash\nx,1,2025-01-01,draft,,,,,\n",
            "published release",
        ),
    ],
)
def test_a_broken_framework_is_said(
    tmp_path: Path, small_plan: Plan, name: str, content: bytes | None, message: str
):
    """The message names the file or the column; nothing is written."""
    framework = tmp_path / "framework"
    write_export(
        Plan(people=1, seed=1, skills=3, groups=("framework",)),
        framework,
    )
    (framework / name).unlink()
    if content is not None:
        (framework / name).write_bytes(content)
    outcome = _run(
        *("--people", "3", "--framework", str(framework)),
        *("--out", str(tmp_path / "export")),
    )
    assert outcome.exit_code == 1
    assert isinstance(outcome.exception, SystemExit)
    assert message in outcome.output
    assert not (tmp_path / "export").exists()


def test_bad_records_hold_every_table_and_every_documented_row():
    """Table and README of the fixture agree."""
    documented = re.findall(
        r"^\| (\w+) \| (\d+) \| (.*?) \| (?:accepted|rejected|superseded) \|",
        (BAD_RECORDS / "README.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert {table for table, _, _ in documented} == set(EXPORT_TABLES)
    for name, table in EXPORT_TABLES.items():
        path = BAD_RECORDS / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert tuple(rows[0]) == table.columns
        for _, number, record in (row for row in documented if row[0] == name):
            shown = set(rows[int(number) - 2].values())
            if name != "assessments" or record:
                assert set(record.split(" · ")) - {""} <= shown

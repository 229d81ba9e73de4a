"""The four core tables as a straight polars script: what a user would otherwise write.

    python benchmarks/core_polars.py EXPORTS OUT

Takes the export for clean, as such a script does: one framework and release, no bad
records, default policies. benchmarks/core.py compares its rows with the marts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

PRIORITY = {"self": 1, "peer": 2, "manager": 3, "assessor": 4}
MONTHS = 24
DUE_DAYS = 90
KEY = ["person_id", "skill_id"]


def type_ratings(exports: Path, ranks: dict[str, int]) -> pl.DataFrame:
    """One row per assessment: the last record of each id, typed."""
    return (
        pl.scan_parquet(exports / "assessments.parquet")
        .with_columns(
            pl.col("assessed_on").str.to_date("%Y-%m-%d"),
            pl.col("recorded_at").str.to_datetime("%Y-%m-%d %H:%M:%S"),
            pl.col("level")
            .replace_strict(ranks, return_dtype=pl.Int32)
            .alias("level_rank"),
        )
        .filter(
            pl.col("recorded_at") == pl.col("recorded_at").max().over("assessment_id")
        )
        .with_columns(
            (pl.col("verification") == "revoked").alias("is_revoked"),
            pl.col("assessed_on").dt.offset_by(f"{MONTHS}mo").alias("expires_on"),
        )
        .collect()
    )


def hold_skills(
    ratings: pl.DataFrame, required: pl.DataFrame, as_of: pl.Expr
) -> pl.DataFrame:
    """One row per person and skill that is rated or required: rank and status."""
    standing = ratings.filter(~pl.col("is_revoked")).with_columns(
        pl.col("assessor_type")
        .replace_strict(PRIORITY, return_dtype=pl.Int8)
        .alias("priority")
    )
    latest = ["assessed_on", "recorded_at", "assessment_id"]
    current = standing.filter(pl.col("expires_on") > as_of)
    by_date = (
        current.sort(latest)
        .group_by(KEY)
        .agg(
            pl.col("level_rank").last().alias("latest_rank"),
            pl.col("level_rank").max().alias("highest_rank"),
        )
    )
    by_priority = (
        current.sort(["priority", *latest])
        .group_by(KEY)
        .agg(
            pl.col("level_rank").last().alias("effective_rank"),
            pl.col("expires_on").last(),
        )
    )
    known = (
        standing.sort(latest)
        .group_by(KEY)
        .agg(
            pl.col("level_rank").last().alias("last_known_rank"),
            pl.len().alias("assessment_count"),
        )
    )
    rated = ratings.select(KEY).unique()
    return (
        pl.concat([rated, required.select(KEY)])
        .unique()
        .join(known, on=KEY, how="left")
        .join(by_date, on=KEY, how="left")
        .join(by_priority, on=KEY, how="left")
        .with_columns(
            pl.col("assessment_count").fill_null(0),
            pl.when(pl.col("last_known_rank").is_null())
            .then(pl.lit("not_assessed"))
            .when(pl.col("effective_rank").is_null())
            .then(pl.lit("stale"))
            .when(pl.col("expires_on") <= as_of.dt.offset_by(f"{DUE_DAYS}d"))
            .then(pl.lit("due"))
            .otherwise(pl.lit("current"))
            .alias("currency_status"),
        )
        .drop("expires_on")
    )


def find_gaps(required: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """One row per person, role and required skill."""
    difference = pl.col("required_rank") - pl.col("effective_rank")
    return required.join(held, on=KEY, how="left").select(
        "person_id",
        "role_id",
        "skill_id",
        "importance",
        "required_rank",
        pl.col("effective_rank").alias("held_rank"),
        pl.when(difference <= 0)
        .then(pl.lit("met"))
        .when(difference > 0)
        .then(pl.lit("below"))
        .otherwise(pl.col("currency_status"))
        .alias("gap_status"),
        difference.clip(lower_bound=0).alias("gap"),
        (-difference).clip(lower_bound=0).alias("surplus"),
    )


def find_members(teams: pl.DataFrame, assigned: pl.DataFrame) -> pl.DataFrame:
    """One row per team and member, in the team or in one below it."""
    parents = teams.select("team_id", "parent_team_id")
    members = above = assigned.select("team_id", "person_id")
    while len(above):
        above = (
            above.join(parents, on="team_id")
            .drop_nulls("parent_team_id")
            .select(pl.col("parent_team_id").alias("team_id"), "person_id")
        )
        members = pl.concat([members, above])
    return members.unique()


def cover(
    members: pl.DataFrame,
    held: pl.DataFrame,
    skills: pl.DataFrame,
    levels: pl.DataFrame,
) -> pl.DataFrame:
    """One row per team, skill and level: how many members hold it."""
    sizes = members.group_by("team_id").agg(pl.len().alias("member_count"))
    rank = pl.col("effective_rank")
    holdings = (
        members.join(
            held.select(*KEY, "effective_rank", "currency_status"), on="person_id"
        )
        .group_by("team_id", "skill_id")
        .agg(
            (rank == 0).sum().alias("none_count"),
            (pl.col("currency_status") == "stale").sum().alias("stale_count"),
            (pl.col("currency_status") != "not_assessed").sum().alias("assessed_count"),
            *(
                (rank == level).sum().alias(f"at_{level}")
                for level in levels["level_rank"]
            ),
            *(
                (rank >= level).sum().alias(f"above_{level}")
                for level in levels["level_rank"]
            ),
        )
    )
    grid = sizes.join(skills, how="cross").join(
        holdings, on=["team_id", "skill_id"], how="left"
    )
    return pl.concat(
        grid.select(
            "team_id",
            "skill_id",
            pl.lit(level["level"]).alias("level"),
            "member_count",
            pl.col(f"at_{level['level_rank']}").fill_null(0).alias("at_level_count"),
            pl.col(f"above_{level['level_rank']}")
            .fill_null(0)
            .alias("at_or_above_count"),
            pl.col("none_count").fill_null(0),
            pl.col("stale_count").fill_null(0),
            (pl.col("member_count") - pl.col("assessed_count").fill_null(0)).alias(
                "not_assessed_count"
            ),
        )
        for level in levels.iter_rows(named=True)
    )


def main(exports: Path, out: Path) -> None:
    """Write the four tables."""
    levels = pl.read_parquet(exports / "framework_levels.parquet").select(
        "level", pl.col("level_rank").cast(pl.Int32)
    )
    ranks = {"none": 0, **dict(levels.iter_rows())}
    ratings = type_ratings(exports, ranks)
    as_of = pl.lit(ratings["assessed_on"].max())
    assigned = (
        pl.read_parquet(exports / "assignments.parquet")
        .with_columns(pl.col("started_on", "ended_on").str.to_date("%Y-%m-%d"))
        .filter(
            (pl.col("started_on") <= as_of)
            & (pl.col("ended_on").is_null() | (pl.col("ended_on") >= as_of))
        )
    )
    requirements = pl.read_parquet(exports / "role_requirements.parquet").select(
        "role_id",
        "skill_id",
        "importance",
        pl.col("required_level")
        .replace_strict(ranks, return_dtype=pl.Int32)
        .alias("required_rank"),
    )
    required = (
        assigned.select("person_id", "role_id")
        .unique()
        .join(requirements, on="role_id")
    )
    held = hold_skills(ratings, required, as_of)
    teams = pl.read_parquet(exports / "teams.parquet")
    skills = (
        pl.read_parquet(exports / "framework_outline.parquet")
        .filter(pl.col("node_type") == "skill")
        .select(pl.col("node_id").alias("skill_id"))
    )
    out.mkdir(parents=True, exist_ok=True)
    ratings.write_parquet(out / "ratings.parquet")
    held.write_parquet(out / "held.parquet")
    find_gaps(required, held).write_parquet(out / "gaps.parquet")
    covered = cover(find_members(teams, assigned), held, skills, levels)
    covered.write_parquet(out / "covered.parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))

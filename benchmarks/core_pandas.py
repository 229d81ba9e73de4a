"""The four core tables as a straight pandas script: what a user would otherwise write.

    python benchmarks/core_pandas.py EXPORTS OUT

Takes the export for clean, as such a script does: one framework and release, no bad
records, default policies. benchmarks/core.py compares its rows with the marts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

PRIORITY = {"self": 1, "peer": 2, "manager": 3, "assessor": 4}
MONTHS = 24
DUE_DAYS = 90
KEY = ["person_id", "skill_id"]


def type_ratings(exports: Path, ranks: dict[str, int]) -> pd.DataFrame:
    """One row per assessment: the last record of each id, typed."""
    ratings = pd.read_parquet(exports / "assessments.parquet")
    ratings["assessed_on"] = pd.to_datetime(ratings["assessed_on"], format="%Y-%m-%d")
    ratings["recorded_at"] = pd.to_datetime(
        ratings["recorded_at"], format="%Y-%m-%d %H:%M:%S"
    )
    ratings = ratings.sort_values("recorded_at").drop_duplicates(
        "assessment_id", keep="last"
    )
    ratings["level_rank"] = ratings["level"].map(ranks)
    ratings["is_revoked"] = ratings["verification"] == "revoked"
    ratings["expires_on"] = ratings["assessed_on"] + pd.DateOffset(months=MONTHS)
    return ratings


def hold_skills(
    ratings: pd.DataFrame, required: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """One row per person and skill that is rated or required: rank and status."""
    standing = ratings[~ratings["is_revoked"]].copy()
    standing["priority"] = standing["assessor_type"].map(PRIORITY)
    standing = standing.sort_values(["assessed_on", "recorded_at", "assessment_id"])
    current = standing[standing["expires_on"] > as_of]
    by_date = current.groupby(KEY)["level_rank"].agg(
        latest_rank="last", highest_rank="max"
    )
    # A stable sort keeps the order of the dates within a priority.
    by_priority = (
        current.sort_values("priority", kind="stable")
        .drop_duplicates(KEY, keep="last")
        .set_index(KEY)[["level_rank", "expires_on"]]
        .rename(columns={"level_rank": "effective_rank"})
    )
    known = standing.groupby(KEY)["level_rank"].agg(
        last_known_rank="last", assessment_count="size"
    )
    held = (
        pd.concat([ratings[KEY], required[KEY]])
        .drop_duplicates()
        .set_index(KEY)
        .join([known, by_date, by_priority])
        .reset_index()
    )
    held["assessment_count"] = held["assessment_count"].fillna(0)
    held["currency_status"] = np.select(
        [
            held["last_known_rank"].isna(),
            held["effective_rank"].isna(),
            held["expires_on"] <= as_of + pd.Timedelta(days=DUE_DAYS),
        ],
        ["not_assessed", "stale", "due"],
        "current",
    )
    return held.drop(columns="expires_on")


def find_gaps(required: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """One row per person, role and required skill."""
    gaps = required.merge(held, on=KEY, how="left").rename(
        columns={"effective_rank": "held_rank"}
    )
    difference = gaps["required_rank"] - gaps["held_rank"]
    gaps["gap_status"] = np.select(
        [difference <= 0, difference > 0], ["met", "below"], gaps["currency_status"]
    )
    gaps["gap"] = difference.clip(lower=0)
    gaps["surplus"] = (-difference).clip(lower=0)
    return gaps[
        [
            *("person_id", "role_id", "skill_id", "importance", "required_rank"),
            *("held_rank", "gap_status", "gap", "surplus"),
        ]
    ]


def find_members(teams: pd.DataFrame, assigned: pd.DataFrame) -> pd.DataFrame:
    """One row per team and member, in the team or in one below it."""
    parents = teams.set_index("team_id")["parent_team_id"]
    above = assigned[["team_id", "person_id"]]
    members = [above]
    while len(above):
        above = above.assign(team_id=above["team_id"].map(parents)).dropna()
        members.append(above)
    return pd.concat(members).drop_duplicates()


def cover(
    members: pd.DataFrame,
    held: pd.DataFrame,
    skills: pd.DataFrame,
    levels: pd.DataFrame,
) -> pd.DataFrame:
    """One row per team, skill and level: how many members hold it."""
    rank = held["effective_rank"]
    counts = held[KEY].assign(
        none_count=rank == 0,
        stale_count=held["currency_status"] == "stale",
        assessed_count=held["currency_status"] != "not_assessed",
        **{f"at_{level}": rank == level for level in levels["level_rank"]},
        **{f"above_{level}": rank >= level for level in levels["level_rank"]},
    )
    holdings = (
        members.merge(counts, on="person_id")
        .drop(columns="person_id")
        .groupby(["team_id", "skill_id"], as_index=False)
        .sum()
    )
    sizes = members.groupby("team_id", as_index=False).agg(
        member_count=("person_id", "size")
    )
    grid = sizes.merge(skills, how="cross").merge(
        holdings, on=["team_id", "skill_id"], how="left"
    )
    grid = grid.fillna(0)
    grid["not_assessed_count"] = grid["member_count"] - grid["assessed_count"]
    return pd.concat(
        [
            grid[
                [
                    *("team_id", "skill_id", "member_count", "none_count"),
                    *("stale_count", "not_assessed_count"),
                ]
            ].assign(
                level=level.level,
                at_level_count=grid[f"at_{level.level_rank}"],
                at_or_above_count=grid[f"above_{level.level_rank}"],
            )
            for level in levels.itertuples()
        ]
    )


def main(exports: Path, out: Path) -> None:
    """Write the four tables."""
    levels = pd.read_parquet(
        exports / "framework_levels.parquet", columns=["level", "level_rank"]
    ).astype({"level_rank": int})
    ranks = {"none": 0, **dict(levels.itertuples(index=False))}
    ratings = type_ratings(exports, ranks)
    as_of = ratings["assessed_on"].max()
    assigned = pd.read_parquet(exports / "assignments.parquet")
    started_on = pd.to_datetime(assigned["started_on"])
    ended_on = pd.to_datetime(assigned["ended_on"])
    assigned = assigned[(started_on <= as_of) & (ended_on.isna() | (ended_on >= as_of))]
    requirements = pd.read_parquet(exports / "role_requirements.parquet")
    requirements["required_rank"] = requirements["required_level"].map(ranks)
    required = (
        assigned[["person_id", "role_id"]]
        .drop_duplicates()
        .merge(
            requirements[["role_id", "skill_id", "importance", "required_rank"]],
            on="role_id",
        )
    )
    held = hold_skills(ratings, required, as_of)
    teams = pd.read_parquet(exports / "teams.parquet")
    outline = pd.read_parquet(exports / "framework_outline.parquet")
    skills = outline.loc[outline["node_type"] == "skill", ["node_id"]].rename(
        columns={"node_id": "skill_id"}
    )
    out.mkdir(parents=True, exist_ok=True)
    ratings.to_parquet(out / "ratings.parquet", index=False)
    held.to_parquet(out / "held.parquet", index=False)
    find_gaps(required, held).to_parquet(out / "gaps.parquet", index=False)
    covered = cover(find_members(teams, assigned), held, skills, levels)
    covered.to_parquet(out / "covered.parquet", index=False)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))

"""What the answers about teams promise: that everyone is counted, and once."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, between, no_rows, unique


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.rpt_team_coverage": [
            unique(
                "A level of a skill is counted once for each team.",
                *("team_id", "skill_key", "level_key"),
            ),
            between("The share of members is 0 to 1.", "at_or_above_share", 0, 1),
            no_rows(
                "The members at each level, at none, stale and not assessed add up to "
                "all members.",
                """
                select
                    team_id,
                    skill_key,
                    member_count,
                    sum(at_level_count) as at_levels_count,
                    any_value(none_count) as none_count,
                    any_value(stale_count) as stale_count,
                    any_value(not_assessed_count) as not_assessed_count
                from this
                group by team_id, skill_key, member_count
                having
                    member_count
                    <> sum(at_level_count)
                    + max(none_count)
                    + max(stale_count)
                    + max(not_assessed_count)
                """,
            ),
            no_rows(
                "Who is at a level or above is at it or at a higher one.",
                """
                select team_id, skill_key, level, at_or_above_count, added_count
                from (
                    select
                        *,
                        sum(at_level_count) over (
                            partition by team_id, skill_key order by level_rank desc
                        ) as added_count
                    from this
                )
                where at_or_above_count <> added_count
                """,
            ),
            no_rows(
                "The share is the count by the members.",
                """
                select team_id, skill_key, level, at_or_above_share
                from this
                where
                    abs(at_or_above_share - at_or_above_count / member_count) > 1e-9
                """,
            ),
            no_rows(
                "Each team has as many members as in bridge_team_members.",
                """
                select team_id, this.member_count, members.listed_count
                from (select distinct team_id, member_count from this) as this
                full outer join (
                    select team_id, count(*) as listed_count
                    from marts.bridge_team_members
                    group by team_id
                ) as members using (team_id)
                where
                    this.member_count is distinct from members.listed_count
                    and exists (select 1 from marts.dim_skills where is_in_force)
                """,
            ),
            no_rows(
                "A top team counts as at a level just those members who hold it.",
                """
                with held as (
                    select
                        members.team_id,
                        skills.skill_key,
                        skills.effective_rank as level_rank,
                        count(*) as holder_count
                    from marts.bridge_team_members as members
                    inner join marts.dim_teams as teams using (team_id)
                    inner join marts.fct_person_skills as skills using (person_id)
                    where teams.team_depth = 0
                    group by all
                )

                select team_id, skill_key, level, at_level_count, holder_count
                from this
                inner join marts.dim_teams as teams using (team_id)
                left join held using (team_id, skill_key, level_rank)
                where
                    teams.team_depth = 0
                    and at_level_count <> coalesce(holder_count, 0)
                """,
            ),
        ],
        "marts.rpt_team_coverage_monthly": [
            no_rows(
                "Who covers a skill is rated, who is rated is a member.",
                """
                select team_id, skill_key, measured_on, covering_count, rated_count
                from this
                where
                    not covering_count <= rated_count
                    or not rated_count <= member_count
                    or not covering_share between 0 and 1
                """,
            ),
            no_rows(
                "The last month is today, and agrees with rpt_team_coverage.",
                """
                select team_id, skill_key, covering_count, at_or_above_count
                from (select * from this where measured_on = as_of_date) as this
                full outer join (
                    select coverage.*
                    from marts.rpt_team_coverage as coverage
                    inner join marts.dim_levels as levels using (level_key)
                    where
                        levels.is_cover_level
                        and (
                            coverage.is_required
                            or coverage.member_count
                            > coverage.stale_count + coverage.not_assessed_count
                        )
                ) as coverage using (team_id, skill_key)
                where
                    this.covering_count is distinct from coverage.at_or_above_count
                    or this.member_count is distinct from coverage.member_count
                """,
            ),
        ],
        "marts.rpt_single_points_of_failure": [
            no_rows(
                "Who alone covers a skill is a member who holds its cover level.",
                """
                select this.team_id, this.skill_key, this.only_person_id
                from this
                left join marts.bridge_team_members as members
                    on
                        this.team_id = members.team_id
                        and this.only_person_id = members.person_id
                left join marts.fct_person_skills as held
                    on
                        this.only_person_id = held.person_id
                        and this.skill_key = held.skill_key
                left join marts.dim_levels as levels
                    on held.framework_id = levels.framework_id and levels.is_cover_level
                where
                    cover_status = 'single'
                    and not coalesce(
                        members.person_id is not null
                        and held.effective_rank >= levels.level_rank,
                        false
                    )
                """,
            ),
        ],
        "marts.rpt_supply_demand": [
            no_rows(
                "What is demanded is met, too low, stale or not assessed; the balance "
                "is supply less demand.",
                """
                select skill_key, level, demand_count, supply_count, balance_count
                from this
                where
                    demand_count
                    <> met_count + below_count + stale_count + not_assessed_count
                    or balance_count <> supply_count - demand_count
                    or met_count > supply_count
                """,
            ),
        ],
        "marts.rpt_assessment_completeness": [
            no_rows(
                "What is verified is current, what is current was assessed, what was "
                "assessed is required.",
                """
                select team_id, skill_key, required_count, assessed_count, current_count
                from this
                where
                    not verified_count <= current_count
                    or not current_count <= assessed_count
                    or not assessed_count <= required_count
                """,
            ),
        ],
    }

with build as (
    select * from {{ ref('int_build_passed') }}
),

members as (
    select * from {{ ref('bridge_team_members') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

levels as (
    select * from {{ ref('dim_levels') }}
    where is_declared
),

required as (
    select * from {{ ref('rpt_single_points_of_failure') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

member_counts as (
    select
        team_id,
        count(*) as member_count
    from members
    group by team_id
),

holdings as (
    select
        members.team_id,
        person_skills.skill_key,
        person_skills.effective_rank,
        count(*) as holder_count,
        sum(case when person_skills.currency_status = 'stale' then 1 else 0 end)
            as stale_count,
        sum(case when person_skills.currency_status = 'not_assessed' then 1 else 0 end)
            as not_assessed_count
    from members
    inner join person_skills on members.person_id = person_skills.person_id
    group by
        members.team_id,
        person_skills.skill_key,
        person_skills.effective_rank
),

grid as (
    select
        member_counts.team_id,
        member_counts.member_count,
        skills.framework_id,
        skills.skill_key,
        levels.level_key,
        levels.level,
        levels.level_rank
    from member_counts
    cross join skills
    inner join levels on skills.framework_id = levels.framework_id
),

counted as (
    select
        holdings.team_id,
        holdings.skill_key,
        levels.level_key,
        sum(
            case
                when holdings.effective_rank = levels.level_rank
                    then holdings.holder_count
                else 0
            end
        ) as at_level_count,
        sum(
            case
                when holdings.effective_rank >= levels.level_rank
                    then holdings.holder_count
                else 0
            end
        ) as at_or_above_count,
        -- The same for each level of a skill.
        sum(holdings.holder_count - holdings.not_assessed_count) as assessed_count,
        sum(holdings.stale_count) as stale_count,
        sum(case when holdings.effective_rank = 0 then holdings.holder_count else 0 end)
            as none_count
    from holdings
    inner join skills on holdings.skill_key = skills.skill_key
    inner join levels on skills.framework_id = levels.framework_id
    group by holdings.team_id, holdings.skill_key, levels.level_key
),

final as (
    select
        grid.team_id,
        grid.skill_key,
        grid.level_key,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        grid.level,
        skills.skill_order,
        grid.level_rank,
        cast(grid.member_count as integer) as member_count,
        cast(coalesce(counted.at_level_count, 0) as integer) as at_level_count,
        cast(coalesce(counted.at_or_above_count, 0) as integer) as at_or_above_count,
        cast(coalesce(counted.none_count, 0) as integer) as none_count,
        cast(coalesce(counted.stale_count, 0) as integer) as stale_count,
        cast(
            grid.member_count - coalesce(counted.assessed_count, 0) as integer
        ) as not_assessed_count,
        cast(coalesce(counted.at_or_above_count, 0) as double) / grid.member_count
            as at_or_above_share,
        required.skill_key is not null as is_required,
        build.as_of_date
    from grid
    left join counted
        on
            grid.team_id = counted.team_id
            and grid.skill_key = counted.skill_key
            and grid.level_key = counted.level_key
    -- Both are there, but of an inner join DuckDB expects a row in thousands.
    left join teams on grid.team_id = teams.team_id
    left join skills on grid.skill_key = skills.skill_key
    left join required
        on grid.team_id = required.team_id and grid.skill_key = required.skill_key
    cross join build
)

select * from final

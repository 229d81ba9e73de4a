with build as (
    select * from {{ ref('int_build_passed') }}
),

assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

role_gaps as (
    select * from {{ ref('rpt_role_gaps') }}
),

coverage as (
    select * from {{ ref('rpt_team_coverage') }}
),

supply as (
    select * from {{ ref('rpt_supply_demand') }}
),

team_roles as (
    select distinct
        ancestors.ancestor_team_id as team_id,
        assignments.person_id,
        assignments.role_id
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
),

-- Two roles of somebody that require one level of a skill ask for it once.
needs as (
    select
        team_roles.team_id,
        team_roles.person_id,
        role_gaps.skill_key,
        role_gaps.required_rank,
        role_gaps.gap_status,
        role_gaps.gap,
        max(case when role_gaps.importance = 'essential' then 1 else 0 end)
            as is_essential
    from team_roles
    inner join role_gaps
        on
            team_roles.person_id = role_gaps.person_id
            and team_roles.role_id = role_gaps.role_id
    group by
        team_roles.team_id,
        team_roles.person_id,
        role_gaps.skill_key,
        role_gaps.required_rank,
        role_gaps.gap_status,
        role_gaps.gap
),

counted as (
    select
        team_id,
        skill_key,
        required_rank,
        count(*) as required_count,
        sum(case when gap_status = 'met' then 1 else 0 end) as met_count,
        sum(case when gap = 1 then 1 else 0 end) as one_level_count,
        sum(case when gap > 1 then 1 else 0 end) as more_levels_count,
        sum(case when gap_status = 'stale' then 1 else 0 end) as stale_count,
        sum(case when gap_status = 'not_assessed' then 1 else 0 end)
            as not_assessed_count,
        sum(coalesce(gap, 0)) as missing_level_count,
        sum(case when gap_status <> 'met' then is_essential else 0 end)
            as essential_open_count
    from needs
    group by team_id, skill_key, required_rank
),

final as (
    select
        counted.team_id,
        counted.skill_key,
        levels.level_key,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        levels.level as required_level,
        skills.skill_order,
        counted.required_rank,
        cast(counted.required_count as integer) as required_count,
        cast(counted.met_count as integer) as met_count,
        cast(counted.one_level_count as integer) as one_level_count,
        cast(counted.more_levels_count as integer) as more_levels_count,
        cast(counted.stale_count as integer) as stale_count,
        cast(counted.not_assessed_count as integer) as not_assessed_count,
        cast(counted.missing_level_count as integer) as missing_level_count,
        cast(counted.essential_open_count as integer) as essential_open_count,
        cast(
            counted.required_count - counted.met_count - counted.essential_open_count
            as integer
        ) as desirable_open_count,
        coverage.at_or_above_count as mentor_count,
        supply.supply_count - coverage.at_or_above_count as mentor_elsewhere_count,
        build.as_of_date
    from counted
    inner join teams on counted.team_id = teams.team_id
    inner join skills on counted.skill_key = skills.skill_key
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and counted.required_rank = levels.level_rank
    inner join coverage
        on
            counted.team_id = coverage.team_id
            and counted.skill_key = coverage.skill_key
            and levels.level_key = coverage.level_key
    inner join supply
        on
            counted.skill_key = supply.skill_key
            and levels.level_key = supply.level_key
    cross join build
)

select * from final

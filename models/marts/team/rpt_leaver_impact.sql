with build as (
    select * from {{ ref('int_build_passed') }}
),

members as (
    select * from {{ ref('bridge_team_members') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

cover_levels as (
    select * from {{ ref('dim_levels') }}
    where is_cover_level
),

required as (
    select * from {{ ref('rpt_single_points_of_failure') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

covered_counts as (
    select
        team_id,
        sum(case when covering_count > 0 then 1 else 0 end) as covered_count
    from required
    group by team_id
),

-- One leaver changes the status only of skills that one or two members cover.
thin_covers as (
    select
        required.team_id,
        members.person_id,
        skills.framework_id,
        skills.skill_order,
        required.skill_name,
        case when required.importance = 'essential' then 1 else 0 end as is_essential,
        case when required.covering_count = 1 then 1 else 0 end as becomes_uncovered,
        case when required.covering_count = 2 then 1 else 0 end as becomes_single
    from required
    inner join skills on required.skill_key = skills.skill_key
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    inner join person_skills
        on
            required.skill_key = person_skills.skill_key
            and cover_levels.level_rank <= person_skills.effective_rank
    inner join members
        on
            required.team_id = members.team_id
            and person_skills.person_id = members.person_id
    where required.covering_count in (1, 2)
),

losses as (
    select
        team_id,
        person_id,
        {{ join_ordered(
            "case when becomes_uncovered = 1 then skill_name end",
            "'; '",
            'framework_id, skill_order'
        ) }} as uncovered_skills,
        {{ join_ordered(
            "case when becomes_single = 1 then skill_name end",
            "'; '",
            'framework_id, skill_order'
        ) }} as single_skills,
        sum(becomes_uncovered) as uncovered_count,
        sum(becomes_uncovered * is_essential) as essential_uncovered_count,
        sum(becomes_single) as single_count,
        sum(becomes_single * is_essential) as essential_single_count
    from thin_covers
    group by team_id, person_id
),

final as (
    select
        members.team_id,
        members.person_id,
        teams.team_name,
        teams.team_path,
        people.full_name,
        losses.uncovered_skills,
        losses.single_skills,
        cast(coalesce(covered_counts.covered_count, 0) as integer) as covered_count,
        cast(coalesce(losses.uncovered_count, 0) as integer) as uncovered_count,
        cast(coalesce(losses.essential_uncovered_count, 0) as integer)
            as essential_uncovered_count,
        cast(coalesce(losses.single_count, 0) as integer) as single_count,
        cast(coalesce(losses.essential_single_count, 0) as integer)
            as essential_single_count,
        cast(coalesce(losses.uncovered_count, 0) as double)
        / nullif(covered_counts.covered_count, 0) as lost_share,
        members.is_direct,
        build.as_of_date
    from members
    inner join teams on members.team_id = teams.team_id
    inner join people on members.person_id = people.person_id
    left join covered_counts on members.team_id = covered_counts.team_id
    left join losses
        on
            members.team_id = losses.team_id
            and members.person_id = losses.person_id
    cross join build
)

select * from final

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

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
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

team_roles as (
    select distinct
        ancestors.ancestor_team_id as team_id,
        assignments.role_id
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
),

required as (
    select
        team_roles.team_id,
        requirements.skill_key,
        max(case when requirements.importance = 'essential' then 1 else 0 end) = 1
            as is_essential
    from team_roles
    inner join requirements on team_roles.role_id = requirements.role_id
    group by team_roles.team_id, requirements.skill_key
),

-- What each person can do for any team: known once a person, not once a team above.
abilities as (
    select
        person_skills.person_id,
        person_skills.skill_key,
        case
            when person_skills.effective_rank >= cover_levels.level_rank then 1 else 0
        end as covers,
        case
            when
                person_skills.effective_rank > 0
                and person_skills.effective_rank = cover_levels.level_rank - 1
                then 1
            else 0
        end as is_deputy,
        case
            when
                person_skills.currency_status = 'stale'
                and person_skills.last_known_rank >= cover_levels.level_rank
                then 1
            else 0
        end as has_lapsed
    from person_skills
    inner join skills on person_skills.skill_key = skills.skill_key
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
),

covers as (
    select
        members.team_id,
        abilities.skill_key,
        min(case when abilities.covers = 1 then members.person_id end)
            as first_person_id,
        sum(abilities.covers) as covering_count,
        sum(abilities.is_deputy) as deputy_count,
        sum(abilities.has_lapsed) as lapsed_count
    from members
    inner join abilities on members.person_id = abilities.person_id
    group by members.team_id, abilities.skill_key
),

counted as (
    select
        required.team_id,
        required.skill_key,
        case when covers.covering_count = 1 then covers.first_person_id end
            as only_person_id,
        case when required.is_essential then 'essential' else 'desirable' end
            as importance,
        coalesce(covers.covering_count, 0) as covering_count,
        coalesce(covers.deputy_count, 0) as deputy_count,
        coalesce(covers.lapsed_count, 0) as lapsed_count
    from required
    left join covers
        on
            required.team_id = covers.team_id
            and required.skill_key = covers.skill_key
),

final as (
    select
        counted.team_id,
        counted.skill_key,
        counted.only_person_id,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        people.full_name as only_full_name,
        counted.importance,
        cover_levels.level as cover_level,
        case counted.covering_count
            when 0 then 'uncovered'
            when 1 then 'single'
            else 'covered'
        end as cover_status,
        skills.skill_order,
        cast(member_counts.member_count as integer) as member_count,
        cast(counted.covering_count as integer) as covering_count,
        cast(counted.deputy_count as integer) as deputy_count,
        cast(counted.lapsed_count as integer) as lapsed_count,
        build.as_of_date
    from counted
    inner join member_counts on counted.team_id = member_counts.team_id
    inner join teams on counted.team_id = teams.team_id
    inner join skills on counted.skill_key = skills.skill_key
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    left join people on counted.only_person_id = people.person_id
    cross join build
)

select * from final

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

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

-- Once for a member whose roles in the team, or in several teams below it, require it.
required as (
    select distinct
        ancestors.ancestor_team_id as team_id,
        assignments.person_id,
        requirements.skill_key
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
    inner join requirements on assignments.role_id = requirements.role_id
),

counted as (
    select
        required.team_id,
        required.skill_key,
        count(*) as required_count,
        count(person_skills.last_known_rank) as assessed_count,
        -- A level without a rating is one that a post is taken to hold.
        count(
            case
                when person_skills.last_known_rank is not null
                    then person_skills.effective_rank
            end
        ) as current_count,
        sum(
            case
                when person_skills.effective_verification = 'verified' then 1
                else 0
            end
        ) as verified_count
    from required
    inner join person_skills
        on
            required.person_id = person_skills.person_id
            and required.skill_key = person_skills.skill_key
    group by required.team_id, required.skill_key
),

final as (
    select
        counted.team_id,
        counted.skill_key,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        teams.team_depth,
        skills.skill_order,
        cast(counted.required_count as integer) as required_count,
        cast(counted.assessed_count as integer) as assessed_count,
        cast(counted.current_count as integer) as current_count,
        cast(counted.verified_count as integer) as verified_count,
        cast(counted.assessed_count as double) / counted.required_count
            as assessed_share,
        cast(counted.current_count as double) / counted.required_count
            as current_share,
        cast(counted.verified_count as double) / counted.required_count
            as verified_share,
        build.as_of_date
    from counted
    cross join build
    inner join teams on counted.team_id = teams.team_id
    inner join skills on counted.skill_key = skills.skill_key
)

select * from final

with build as (
    select * from {{ ref('int_build_passed') }}
),

-- Nobody renews the ratings of people who have left.
people as (
    select * from {{ ref('dim_people') }}
    where is_current
),

assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
    where last_known_rank is not null
),

-- Of a stale skill, the day on which the last of its ratings ran out.
lapsed as (
    select
        person_id,
        skill_key,
        max(valid_to) as lapsed_on
    from {{ ref('fct_skill_level_intervals') }}
    group by person_id, skill_key
),

person_teams as (
    select distinct
        assignments.person_id,
        teams.team_id,
        teams.team_name
    from assignments
    inner join teams on assignments.team_id = teams.team_id
),

team_lists as (
    select
        person_id,
        {{ join_ordered('team_name', "', '", 'team_name, team_id') }} as team_names
    from person_teams
    group by person_id
),

person_managers as (
    select distinct
        assignments.person_id,
        managers.person_id as manager_id,
        managers.full_name as manager_name
    from assignments
    inner join {{ ref('dim_people') }} as managers
        on assignments.manager_id = managers.person_id
),

manager_lists as (
    select
        person_id,
        {{ join_ordered('manager_name', "', '", 'manager_name, manager_id') }}
            as manager_names
    from person_managers
    group by person_id
),

renewed as (
    select
        person_skills.*,
        coalesce(person_skills.effective_expires_on, lapsed.lapsed_on) as expires_on
    from person_skills
    left join lapsed
        on
            person_skills.person_id = lapsed.person_id
            and person_skills.skill_key = lapsed.skill_key
),

final as (
    select
        renewed.person_id,
        renewed.skill_key,
        people.full_name,
        team_lists.team_names,
        manager_lists.manager_names,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        renewed.currency_status,
        renewed.effective_level,
        renewed.last_known_level,
        coalesce(renewed.effective_assessor_type, renewed.last_known_assessor_type)
            as basis_assessor_type,
        coalesce(renewed.effective_verification, renewed.last_known_verification)
            as basis_verification,
        cast(
            {{ dbt.datediff('build.as_of_date', 'renewed.expires_on', 'day') }}
            as integer
        ) as days_left,
        renewed.is_required,
        coalesce(renewed.effective_assessed_on, renewed.last_known_assessed_on)
            as basis_assessed_on,
        renewed.expires_on,
        build.as_of_date
    from renewed
    cross join build
    inner join people on renewed.person_id = people.person_id
    inner join skills on renewed.skill_key = skills.skill_key
    left join team_lists on renewed.person_id = team_lists.person_id
    left join manager_lists on renewed.person_id = manager_lists.person_id
)

select * from final

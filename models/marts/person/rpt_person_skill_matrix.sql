with people as (
    select * from {{ ref('dim_people') }}
    where is_current
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

build as (
    select * from {{ ref('int_build_passed') }}
),

final as (
    select
        people.person_id,
        skills.skill_key,
        people.full_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        coalesce(person_skills.currency_status, 'not_assessed') as currency_status,
        person_skills.effective_level,
        person_skills.last_known_level,
        skills.skill_order,
        person_skills.effective_rank,
        person_skills.last_known_rank,
        person_skills.last_known_age_days,
        coalesce(person_skills.is_required, false) as is_required,
        person_skills.last_known_assessed_on,
        build.as_of_date
    from people
    cross join skills
    cross join build
    left join person_skills
        on
            people.person_id = person_skills.person_id
            and skills.skill_key = person_skills.skill_key
)

select * from final

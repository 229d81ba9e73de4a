with build as (
    select * from {{ ref('int_build_passed') }}
),

-- A role that someone holds in two teams is one role.
person_roles as (
    select distinct
        person_id,
        role_id
    from {{ ref('dim_assignments') }}
    where is_current
),

people as (
    select * from {{ ref('dim_people') }}
),

roles as (
    select * from {{ ref('dim_roles') }}
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

skills as (
    select * from {{ ref('dim_skills') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

final as (
    select
        person_roles.person_id,
        person_roles.role_id,
        requirements.skill_key,
        people.full_name,
        roles.role_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        requirements.importance,
        requirements.required_level,
        person_skills.effective_level as held_level,
        person_skills.last_known_level,
        person_skills.effective_assessor_type as held_assessor_type,
        person_skills.effective_verification as held_verification,
        person_skills.effective_carry_status as held_carry_status,
        case
            when person_skills.effective_rank >= requirements.required_rank then 'met'
            when person_skills.effective_rank < requirements.required_rank then 'below'
            else person_skills.currency_status
        end as gap_status,
        requirements.required_rank,
        person_skills.effective_rank as held_rank,
        case
            when person_skills.effective_rank is not null
                then
                    greatest(
                        requirements.required_rank - person_skills.effective_rank, 0
                    )
        end as gap,
        case
            when person_skills.effective_rank is not null
                then
                    greatest(
                        person_skills.effective_rank - requirements.required_rank, 0
                    )
        end as surplus,
        cast(
            case
                when person_skills.effective_rank is not null
                    then
                        least(person_skills.effective_rank, requirements.required_rank)
                        / cast(requirements.required_rank as double)
            end as double
        ) as attainment,
        person_skills.effective_expires_on as held_expires_on,
        build.as_of_date
    from person_roles
    inner join requirements on person_roles.role_id = requirements.role_id
    inner join people on person_roles.person_id = people.person_id
    inner join roles on person_roles.role_id = roles.role_id
    inner join skills on requirements.skill_key = skills.skill_key
    inner join person_skills
        on
            person_roles.person_id = person_skills.person_id
            and requirements.skill_key = person_skills.skill_key
    cross join build
)

select * from final

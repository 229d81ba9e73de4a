with assessments as (
    select * from {{ ref('fct_assessments') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
),

parameters as (
    select * from {{ ref('int_build_passed') }}
)

{% if is_increment() -%}
    -- Whose ratings have changed.
    select
        concerned.person_id,
        skills_in_force.counted_skill_key as skill_key
    from {{ built('build', 'concerned_skills') }} as concerned
    inner join skills
        on
            concerned.framework_id = skills.framework_id
            and concerned.skill_id = skills.skill_id
    inner join skills_in_force on skills.skill_key = skills_in_force.skill_key
    where concerned.person_id is not null
    union
    -- Whose ratings begin or end to count between the as-of date before and this one.
    select
        assessments.person_id,
        skills_in_force.counted_skill_key as skill_key
    from assessments
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    cross join parameters
    cross join {{ built('build', 'increment') }} as increment
    where
        (
            assessments.assessed_on
            > least(increment.as_of_before, parameters.as_of_date)
            and assessments.assessed_on
            <= greatest(increment.as_of_before, parameters.as_of_date)
        )
        or (
            assessments.expires_on
            > least(increment.as_of_before, parameters.as_of_date)
            and assessments.expires_on
            <= greatest(increment.as_of_before, parameters.as_of_date)
        )
{%- else -%}
    -- Built anew: nobody is left as before.
    select
        assessments.person_id,
        skills_in_force.counted_skill_key as skill_key
    from assessments
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    cross join parameters
    where parameters.as_of_date is null
{%- endif %}

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
),

-- Whose ratings have changed; nobody where everything is built anew.
changed as (
    select
        person_id,
        framework_id,
        skill_id
    {%- if is_increment() %}
    from {{ built('build', 'concerned_skills') }}
    {%- else %}
    from assessments
    where 1 = 0
    {%- endif %}
),

-- The days between the as-of date of the last build and this one.
passed as (
    select
        least(as_of_date, {{ as_of_before() }}) as after_day,
        greatest(as_of_date, {{ as_of_before() }}) as until_day
    from parameters
)

select
    changed.person_id,
    skills_in_force.counted_skill_key as skill_key
from changed
inner join skills
    on
        changed.framework_id = skills.framework_id
        and changed.skill_id = skills.skill_id
inner join skills_in_force on skills.skill_key = skills_in_force.skill_key
where changed.person_id is not null
-- Whose ratings began or ceased to count in those days.
union distinct
select
    assessments.person_id,
    skills_in_force.counted_skill_key as skill_key
from assessments
inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
inner join passed
    on
        (
            assessments.assessed_on > passed.after_day
            and assessments.assessed_on <= passed.until_day
        )
        or (
            assessments.expires_on > passed.after_day
            and assessments.expires_on <= passed.until_day
        )

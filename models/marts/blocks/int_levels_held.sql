{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}"
) }}

with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    {{ numbered(ref('dim_people'), 'person_id', 'person_number') }}
),

skills as (
    {{ numbered(ref('dim_skills'), 'skill_key', 'skill_number') }}
),

skills_in_force as (
    select
        counted.skill_key,
        counted.counted_skill_key,
        skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join skills on counted.counted_skill_key = skills.skill_key
),

ratings as (
    select
        people.person_number,
        skills_in_force.skill_number,
        assessments.level_rank,
        assessments.assessor_type,
        {{ rating_number(['person_number', 'skill_number']) }} as rating_number,
        assessments.assessed_on,
        assessments.expires_on
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

-- Before the join, which has some eight rows a rating.
ordered as (
    select
        person_number,
        skill_number,
        level_rank,
        {{ rating_order(var('level_rule')) }} as rating_order,
        assessed_on,
        expires_on
    from ratings
),

-- The expiry of a rating is a change point as its making is.
change_points as (
    select
        person_number,
        skill_number,
        assessed_on as changed_on
    from ordered
    union distinct
    select
        ordered.person_number,
        ordered.skill_number,
        ordered.expires_on as changed_on
    from ordered
    inner join build on ordered.expires_on <= build.as_of_date
),

held as (
    select
        change_points.person_number,
        change_points.skill_number,
        change_points.changed_on,
        {{ value_of_largest('ordered.level_rank', 'ordered.rating_order') }}
            as effective_rank
    from change_points
    left join ordered
        on
            change_points.person_number = ordered.person_number
            and change_points.skill_number = ordered.skill_number
            and change_points.changed_on >= ordered.assessed_on
            and change_points.changed_on < ordered.expires_on
    group by
        change_points.person_number,
        change_points.skill_number,
        change_points.changed_on
),

final as (
    select
        people.person_id,
        skills.skill_key,
        held.effective_rank,
        held.changed_on
    from held
    inner join people on held.person_number = people.person_number
    inner join skills on held.skill_number = skills.skill_number
)

select * from final

{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget(ref('int_person_skills_concerned'), ['person_id', 'skill_key']) }}"
) }}

with build as (
    select * from {{ ref('int_build_passed') }}
),

-- A lower level in a part than in the whole is no fall.
skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
    where carry_status in ('same', 'carried')
),

ratings as (
    select
        assessments.person_id,
        skills_in_force.counted_skill_key as skill_key,
        assessments.assessment_id,
        assessments.framework_id,
        assessments.assessor_id,
        assessments.assessor_type,
        assessments.level_rank,
        assessments.assessed_on,
        assessments.recorded_at
    from {{ ref('fct_assessments') }} as assessments
    inner join build on assessments.assessed_on <= build.as_of_date
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

-- Two ratings of one day have no order in time: the day's last one stands for it.
dated as (
    select
        *,
        lead(assessed_on) over (
            partition by person_id, skill_key, assessor_type
            order by {{ rating_order_columns('latest').values() | join(', ') }}
        ) as next_assessed_on
    from ratings
),

days as (
    select * from dated
    where next_assessed_on is distinct from assessed_on
),

-- Between types a difference is disagreement, and rpt_rater_agreement has it.
consecutive as (
    select
        *,
        lag(level_rank) over (
            partition by person_id, skill_key, assessor_type order by assessed_on
        ) as previous_rank,
        lag(assessment_id) over (
            partition by person_id, skill_key, assessor_type order by assessed_on
        ) as previous_assessment_id,
        lag(assessor_id) over (
            partition by person_id, skill_key, assessor_type order by assessed_on
        ) as previous_assessor_id,
        lag(assessed_on) over (
            partition by person_id, skill_key, assessor_type order by assessed_on
        ) as previous_assessed_on
    from days
),

fallen as (
    select
        person_id,
        skill_key,
        framework_id,
        assessor_type,
        previous_assessment_id as from_assessment_id,
        assessment_id as to_assessment_id,
        previous_assessor_id as from_assessor_id,
        assessor_id as to_assessor_id,
        previous_rank as from_rank,
        level_rank as to_rank,
        previous_assessed_on as from_assessed_on,
        assessed_on as to_assessed_on
    from consecutive
    where level_rank < previous_rank
)

select * from fallen

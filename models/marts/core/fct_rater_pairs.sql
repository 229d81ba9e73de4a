{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}"
) }}

with build as (
    select * from {{ ref('int_build_passed') }}
),

-- What was judged as a part or the whole of another skill is another judgement.
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
        assessments.assessor_type,
        assessments.assessor_id,
        assessments.level_rank,
        {{ assessor_priority('assessments.assessor_type') }} as assessor_priority,
        assessments.assessed_on,
        assessments.expires_on,
        {{ rating_number(
            ['assessments.person_id', 'skills_in_force.counted_skill_key']
        ) }} as rating_number
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

latest as (
    select
        person_id,
        skill_key,
        framework_id,
        assessor_type,
        assessor_priority,
        {{ values_of_largest(
            ['assessment_id', 'assessor_id', 'level_rank', 'assessed_on', 'expires_on'],
            rating_order('latest')
        ) }}
    from ratings
    group by person_id, skill_key, framework_id, assessor_type, assessor_priority
),

-- At most six pairs a person and skill: there are four types.
paired as (
    select
        firsts.person_id,
        firsts.skill_key,
        firsts.framework_id,
        firsts.assessor_type as first_assessor_type,
        seconds.assessor_type as second_assessor_type,
        firsts.assessment_id as first_assessment_id,
        seconds.assessment_id as second_assessment_id,
        firsts.assessor_id as first_assessor_id,
        seconds.assessor_id as second_assessor_id,
        firsts.level_rank as first_rank,
        seconds.level_rank as second_rank,
        firsts.assessed_on as first_assessed_on,
        seconds.assessed_on as second_assessed_on,
        least(firsts.expires_on, seconds.expires_on) as expires_on
    from latest as firsts
    inner join latest as seconds
        on
            firsts.person_id = seconds.person_id
            and firsts.skill_key = seconds.skill_key
            and firsts.assessor_priority < seconds.assessor_priority
),

measured as (
    select
        *,
        first_rank - second_rank as rank_difference,
        abs(
            {{ dbt.datediff('first_assessed_on', 'second_assessed_on', 'day') }}
        ) as days_apart
    from paired
),

final as (
    select
        measured.person_id,
        measured.skill_key,
        measured.first_assessment_id,
        measured.second_assessment_id,
        measured.first_assessor_id,
        measured.second_assessor_id,
        measured.framework_id,
        measured.first_assessor_type,
        measured.second_assessor_type,
        measured.first_rank,
        measured.second_rank,
        cast(measured.rank_difference as integer) as rank_difference,
        cast(measured.days_apart as integer) as days_apart,
        measured.days_apart <= {{ var('pairing_days') }} as is_comparable,
        measured.expires_on > build.as_of_date as is_current,
        measured.first_assessed_on,
        measured.second_assessed_on
    from measured
    cross join build
)

select * from final

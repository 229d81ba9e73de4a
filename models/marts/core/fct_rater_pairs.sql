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
    {{ numbered(ref('dim_skills'), 'skill_key', 'skill_number', ['framework_id']) }}
),

-- What was judged as a part or the whole of another skill is another judgement.
skills_in_force as (
    select
        counted.skill_key,
        counted.counted_skill_key,
        skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join skills on counted.counted_skill_key = skills.skill_key
    where counted.carry_status in ('same', 'carried')
),

ratings as (
    select
        people.person_number,
        skills_in_force.skill_number,
        assessments.assessment_id,
        assessments.assessor_type,
        assessments.assessor_id,
        assessments.level_rank,
        {{ assessor_priority('assessments.assessor_type') }} as assessor_priority,
        assessments.assessed_on,
        assessments.expires_on,
        {{ next_assessed_on(
            ['person_number', 'skill_number', 'assessor_type']
        ) }} as next_assessed_on
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

latest as (
    select * from ratings
    where next_assessed_on is null
),

-- At most six pairs a person and skill: there are four types.
paired as (
    select
        firsts.person_number,
        firsts.skill_number,
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
            firsts.person_number = seconds.person_number
            and firsts.skill_number = seconds.skill_number
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
        people.person_id,
        skills.skill_key,
        measured.first_assessment_id,
        measured.second_assessment_id,
        measured.first_assessor_id,
        measured.second_assessor_id,
        skills.framework_id,
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
    inner join people on measured.person_number = people.person_number
    inner join skills on measured.skill_number = skills.skill_number
)

select * from final

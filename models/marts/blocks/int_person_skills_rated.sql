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
        counted.carry_status,
        skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join skills on counted.counted_skill_key = skills.skill_key
),

-- A rating against a skill that was split counts for every part of it (rule 6).
ratings as {{ not_materialized() }} (
    select
        people.person_number,
        skills_in_force.skill_number,
        assessments.assessment_id,
        skills_in_force.carry_status,
        assessments.assessor_type,
        assessments.verification,
        assessments.level_rank,
        assessments.is_revoked,
        assessments.assessed_on,
        assessments.expires_on,
        assessments.recorded_at,
        {{ day_number('assessments.assessed_on') }} as rated_day,
        not assessments.is_revoked and assessments.expires_on > build.as_of_date
            as is_counted
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
),

-- What does not count has no place in an order.
rated as {{ not_materialized() }} (
    select
        *,
        case when is_counted then {{ rating_order('latest', 'rated_day') }} end
            as latest_day,
        case
            when is_counted then {{ rating_order('prioritised', 'rated_day') }}
        end as prioritised_day,
        case
            when is_counted then {{ rating_order(var('level_rule'), 'rated_day') }}
        end as effective_day,
        case when not is_revoked then {{ rating_order('latest', 'rated_day') }} end
            as known_day
    from ratings
),

summed as (
    select
        person_number,
        skill_number,
        max(latest_day) as last_latest_day,
        max(prioritised_day) as last_prioritised_day,
        max(effective_day) as last_effective_day,
        max(known_day) as last_known_day,
        max(case when is_counted then level_rank end) as highest_rank,
        sum(case when is_revoked then 0 else 1 end) as assessment_count,
        sum(case when is_counted then 1 else 0 end) as current_assessment_count,
        sum(case when is_revoked then 1 else 0 end) as revoked_count
    from rated
    group by person_number, skill_number
),

-- Of a dozen ratings of a person and skill one or two are of a last day. Only those are
-- put in order of time, which takes far longer than finding them.
contenders as (
    select
        rated.*,
        summed.last_latest_day,
        summed.last_prioritised_day,
        summed.last_effective_day,
        summed.last_known_day,
        {{ rating_number(['rated.person_number', 'rated.skill_number']) }}
            as rating_number
    from rated
    inner join summed
        on
            rated.person_number = summed.person_number
            and rated.skill_number = summed.skill_number
    where
        rated.latest_day = summed.last_latest_day
        or rated.prioritised_day = summed.last_prioritised_day
        or rated.effective_day = summed.last_effective_day
        or rated.known_day = summed.last_known_day
),

ordered as (
    select
        *,
        case when latest_day = last_latest_day then rating_number end as latest_order,
        case when prioritised_day = last_prioritised_day then rating_number end
            as prioritised_order,
        case when effective_day = last_effective_day then rating_number end
            as effective_order,
        case when known_day = last_known_day then rating_number end as known_order
    from contenders
),

counted as (
    select
        person_number,
        skill_number,
        {{ value_of_largest('level_rank', 'latest_order') }} as latest_rank,
        {{ value_of_largest('level_rank', 'prioritised_order') }} as prioritised_rank,
        {{ values_of_largest(
            [
                'assessment_id',
                'assessor_type',
                'verification',
                'carry_status',
                'level_rank',
                'assessed_on',
                'expires_on',
            ],
            'effective_order',
            'effective_'
        ) }},
        {{ values_of_largest(
            ['assessor_type', 'verification', 'level_rank', 'assessed_on'],
            'known_order',
            'last_known_'
        ) }}
    from ordered
    group by person_number, skill_number
),

final as (
    select
        people.person_id,
        skills.skill_key,
        counted.effective_assessment_id,
        counted.effective_assessor_type,
        counted.effective_verification,
        counted.effective_carry_status,
        counted.last_known_assessor_type,
        counted.last_known_verification,
        counted.latest_rank,
        summed.highest_rank,
        counted.prioritised_rank,
        counted.effective_level_rank as effective_rank,
        counted.last_known_level_rank as last_known_rank,
        cast(summed.assessment_count as integer) as assessment_count,
        cast(summed.current_assessment_count as integer) as current_assessment_count,
        cast(summed.revoked_count as integer) as revoked_count,
        counted.effective_assessed_on,
        counted.effective_expires_on,
        counted.last_known_assessed_on
    from summed
    inner join people on summed.person_number = people.person_number
    inner join skills on summed.skill_number = skills.skill_number
    -- Where all ratings were revoked, none counts.
    left join counted
        on
            summed.person_number = counted.person_number
            and summed.skill_number = counted.skill_number
)

select * from final

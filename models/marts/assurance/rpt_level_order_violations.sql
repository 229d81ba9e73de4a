{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook=[
        "{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}",
        "{{ redate() }}",
    ]
) }}

with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    {{ numbered(ref('dim_people'), 'person_id', 'person_number', ['full_name']) }}
),

skills as (
    {{ numbered(
        ref('dim_skills'),
        'skill_key',
        'skill_number',
        ['framework_id', 'domain_name', 'subdomain_name', 'skill_name']
    ) }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

-- A lower level in a part than in the whole is no fall.
skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
    where carry_status in ('same', 'carried')
),

ratings as (
    select
        people.person_number,
        skills.skill_number,
        assessments.assessment_id,
        assessments.assessor_id,
        assessments.assessor_type,
        assessments.level_rank,
        assessments.assessed_on,
        assessments.recorded_at
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    inner join skills on skills_in_force.counted_skill_key = skills.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

-- Two ratings of one day have no order in time: the day's last one stands for it.
dated as (
    select
        *,
        {{ next_assessed_on(['person_number', 'skill_number', 'assessor_type']) }}
            as next_assessed_on
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
            partition by person_number, skill_number, assessor_type order by assessed_on
        ) as previous_rank,
        lag(assessment_id) over (
            partition by person_number, skill_number, assessor_type order by assessed_on
        ) as previous_assessment_id,
        lag(assessor_id) over (
            partition by person_number, skill_number, assessor_type order by assessed_on
        ) as previous_assessor_id,
        lag(assessed_on) over (
            partition by person_number, skill_number, assessor_type order by assessed_on
        ) as previous_assessed_on
    from days
),

fallen as (
    select
        person_number,
        skill_number,
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
),

final as (
    select
        fallen.to_assessment_id,
        fallen.from_assessment_id,
        people.person_id,
        skills.skill_key,
        fallen.from_assessor_id,
        fallen.to_assessor_id,
        people.full_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        fallen.assessor_type,
        from_levels.level as from_level,
        to_levels.level as to_level,
        fallen.from_rank,
        fallen.to_rank,
        cast(fallen.from_rank - fallen.to_rank as integer) as levels_lost,
        cast(
            {{ dbt.datediff(
                'fallen.from_assessed_on', 'fallen.to_assessed_on', 'day'
            ) }}
            as integer
        ) as days_between,
        fallen.from_assessor_id = fallen.to_assessor_id as is_same_assessor,
        fallen.from_assessed_on,
        fallen.to_assessed_on,
        build.as_of_date
    from fallen
    cross join build
    -- All are there, but of an inner join by number DuckDB expects a row in thousands.
    left join people on fallen.person_number = people.person_number
    left join skills on fallen.skill_number = skills.skill_number
    left join levels as from_levels
        on
            skills.framework_id = from_levels.framework_id
            and fallen.from_rank = from_levels.level_rank
    left join levels as to_levels
        on
            skills.framework_id = to_levels.framework_id
            and fallen.to_rank = to_levels.level_rank
)

select * from final

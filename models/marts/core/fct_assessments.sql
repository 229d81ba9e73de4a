{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_records'), ['assessment_id']) }}",
    post_hook="{{ find_concerned_levels() }}"
) }}

-- The hook reads it.
-- depends_on: {{ ref('bridge_skills_in_force') if model.resource_type == 'model' }}

with accepted as (
    select * from {{ ref('int_assessments_checked') }}
    where record_state = 'accepted'
),

assessments as (
    select * from accepted
    {%- if is_increment() %}
    where {{ concerned(
        'accepted', built('build', 'concerned_records'), ['assessment_id']
    ) }}
    {%- endif %}
),

windows as (
    select * from {{ ref('int_currency_windows_resolved') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

final as (
    select
        assessments.assessment_id,
        assessments.person_id,
        skills.skill_key,
        levels.level_key,
        assessments.assessor_id,
        assessments.framework_id,
        assessments.release_id,
        assessments.skill_id,
        assessments.release_basis,
        skills.carry_status,
        levels.level,
        assessments.assessor_type,
        assessments.verification,
        assessments.evidence,
        assessments.flags,
        levels.level_rank,
        assessments.verification = 'revoked' as is_revoked,
        assessments.assessed_on,
        {{ add_months('assessments.assessed_on', 'windows.months') }} as expires_on,
        assessments.recorded_at
    from assessments
    inner join skills
        on
            assessments.framework_id = skills.framework_id
            and assessments.release_id = skills.release_id
            and assessments.skill_id = skills.skill_id
    inner join levels
        on
            assessments.framework_id = levels.framework_id
            and assessments.level_rank = levels.level_rank
    inner join windows
        on
            assessments.framework_id = windows.framework_id
            and assessments.skill_id = windows.skill_id
            and levels.level = windows.level
)

select * from final

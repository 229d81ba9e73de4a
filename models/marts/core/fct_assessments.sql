with assessments as (
    select * from {{ ref('int_assessments_checked') }}
    where record_state = 'accepted'
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
        skills_in_force.skill_key as counted_skill_key,
        levels.level_key,
        assessments.assessor_id,
        assessments.framework_id,
        assessments.release_id,
        assessments.skill_id,
        assessments.release_basis,
        case when skills_in_force.skill_key is null then 'retired' else 'same' end
            as carry_status,
        assessments.level,
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
            and assessments.level = levels.level
    inner join windows
        on
            assessments.framework_id = windows.framework_id
            and assessments.skill_id = windows.skill_id
            and assessments.level = windows.level
    left join skills as skills_in_force
        on
            assessments.framework_id = skills_in_force.framework_id
            and assessments.skill_id = skills_in_force.skill_id
            and skills_in_force.is_in_force
)

select * from final

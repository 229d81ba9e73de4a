with requirements as (
    select * from {{ ref('int_role_requirements_checked') }}
    where record_state = 'accepted'
),

levels as (
    select * from {{ ref('dim_levels') }}
),

skills_in_force as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

final as (
    select
        requirements.role_id,
        skills_in_force.skill_key,
        levels.level_key as required_level_key,
        requirements.framework_id,
        requirements.skill_id,
        requirements.required_level,
        requirements.importance,
        levels.level_rank as required_rank,
        skills_in_force.skill_key is not null as is_in_force
    from requirements
    inner join levels
        on
            requirements.framework_id = levels.framework_id
            and requirements.required_level = levels.level
    left join skills_in_force
        on
            requirements.framework_id = skills_in_force.framework_id
            and requirements.skill_id = skills_in_force.skill_id
)

select * from final

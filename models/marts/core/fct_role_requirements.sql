with requirements as (
    select * from {{ ref('int_role_requirements_checked') }}
    where record_state = 'accepted'
),

levels as (
    select * from {{ ref('dim_levels') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
),

-- A requirement names no release: it means the skill in force, else the last one that
-- was published under this id.
meant as (
    select
        skills.framework_id,
        skills.skill_id,
        max_by(skills.skill_key, {{ named_struct({
            'is_in_force': 'skills.is_in_force',
            'is_published': 'releases.is_published',
            'release_order': 'releases.release_order',
        }) }}) as skill_key
    from skills
    inner join releases
        on
            skills.framework_id = releases.framework_id
            and skills.release_id = releases.release_id
    group by skills.framework_id, skills.skill_id
),

-- It follows its skill through a new name or place, and not into parts or a whole.
carried as (
    select
        requirements.role_id,
        requirements.framework_id,
        requirements.skill_id,
        requirements.required_level,
        requirements.importance,
        skills.carry_status,
        skills_in_force.counted_skill_key,
        levels.level_key as required_level_key,
        levels.level_rank as required_rank,
        row_number() over (
            partition by requirements.role_id, skills_in_force.counted_skill_key
            order by
                skills.carry_status desc,
                levels.level_rank desc,
                requirements.skill_id asc
        ) as requirement_number
    from requirements
    inner join levels
        on
            requirements.framework_id = levels.framework_id
            and requirements.required_level = levels.level
    inner join meant
        on
            requirements.framework_id = meant.framework_id
            and requirements.skill_id = meant.skill_id
    inner join skills on meant.skill_key = skills.skill_key
    left join skills_in_force
        on
            meant.skill_key = skills_in_force.skill_key
            and skills_in_force.carry_status in ('same', 'carried')
),

final as (
    select
        role_id,
        -- Of two names of one skill that a role requires, the one in force counts.
        case when requirement_number = 1 then counted_skill_key end as skill_key,
        required_level_key,
        framework_id,
        skill_id,
        required_level,
        importance,
        carry_status,
        required_rank,
        requirement_number = 1 and counted_skill_key is not null as is_in_force
    from carried
)

select * from final

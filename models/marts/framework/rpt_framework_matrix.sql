with skills as (
    select * from {{ ref('dim_skills') }}
),

skill_levels as (
    select * from {{ ref('int_skill_levels_classified') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

texts as (
    select
        skill_key,
        level,
        {{ join_ordered('descriptor', "chr(10)", 'position') }} as descriptors
    from {{ ref('dim_descriptors') }}
    group by skill_key, level
),

final as (
    select
        skills.skill_key,
        levels.level_key,
        skills.framework_id,
        skills.release_id,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        levels.level_name,
        skill_levels.level_state,
        texts.descriptors,
        skills.skill_order,
        levels.level_rank,
        cast(skill_levels.descriptor_count as integer) as descriptor_count,
        skills.is_in_force
    from skills
    inner join skill_levels
        on
            skills.framework_id = skill_levels.framework_id
            and skills.release_id = skill_levels.release_id
            and skills.skill_id = skill_levels.skill_id
    inner join levels
        on
            skill_levels.framework_id = levels.framework_id
            and skill_levels.level = levels.level
    left join texts
        on skills.skill_key = texts.skill_key and skill_levels.level = texts.level
)

select * from final

with descriptors as (
    select * from {{ ref('int_framework_descriptors_checked') }}
    where record_state = 'accepted' and descriptor is not null
),

levels as (
    select * from {{ ref('dim_levels') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

final as (
    select
        {{ surrogate_key([
            'skills.skill_key',
            'descriptors.level',
            'cast(descriptors.position as ' ~ dbt.type_string() ~ ')',
        ]) }} as descriptor_key,
        skills.skill_key,
        levels.level_key,
        descriptors.framework_id,
        descriptors.release_id,
        descriptors.skill_id,
        descriptors.level,
        descriptors.descriptor,
        levels.level_rank,
        descriptors.position,
        skills.is_in_force
    from descriptors
    inner join skills
        on
            descriptors.framework_id = skills.framework_id
            and descriptors.release_id = skills.release_id
            and descriptors.skill_id = skills.skill_id
    inner join levels
        on
            descriptors.framework_id = levels.framework_id
            and descriptors.level = levels.level
)

select * from final

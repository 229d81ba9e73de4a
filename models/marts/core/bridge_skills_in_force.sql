with carried as (
    select * from {{ ref('int_skills_carried') }}
    where counted_skill_id is not null
),

skills as (
    select * from {{ ref('dim_skills') }}
),

final as (
    select
        skills.skill_key,
        counted_skills.skill_key as counted_skill_key,
        carried.carry_status
    from carried
    inner join skills
        on
            carried.framework_id = skills.framework_id
            and carried.release_id = skills.release_id
            and carried.skill_id = skills.skill_id
    inner join skills as counted_skills
        on
            carried.framework_id = counted_skills.framework_id
            and carried.counted_skill_id = counted_skills.skill_id
            and counted_skills.is_in_force
)

select * from final

with skills as (
    select
        framework_id,
        release_id,
        node_id as skill_id,
        name as skill_name
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

descriptors as (
    select
        framework_id,
        release_id,
        skill_id,
        level,
        count(*) as heading_count,
        count(descriptor) as descriptor_count
    from {{ ref('int_framework_descriptors_checked') }}
    where record_state = 'accepted'
    group by framework_id, release_id, skill_id, level
),

in_force as (
    select * from {{ ref('int_framework_releases_in_force') }}
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
),

waivers as (
    select distinct
        waivers.framework_id,
        waivers.skill_id,
        waivers.level
    from {{ ref('int_level_waivers_checked') }} as waivers
    inner join parameters
        on
            waivers.granted_on <= parameters.as_of_date
            and (
                waivers.expires_on > parameters.as_of_date
                or waivers.expires_on is null
            )
    where waivers.record_state = 'accepted'
)

select
    skills.framework_id,
    skills.release_id,
    skills.skill_id,
    skills.skill_name,
    levels.level,
    levels.level_rank,
    coalesce(descriptors.descriptor_count, 0) as descriptor_count,
    case
        when descriptors.descriptor_count > 0 then 'defined'
        when waivers.level is not null then 'waived'
        when descriptors.heading_count > 0 then 'empty'
        else 'missing'
    end as level_state,
    in_force.release_id is not null as is_in_force
from skills
inner join levels on skills.framework_id = levels.framework_id
left join descriptors
    on
        skills.framework_id = descriptors.framework_id
        and skills.release_id = descriptors.release_id
        and skills.skill_id = descriptors.skill_id
        and levels.level = descriptors.level
left join waivers
    on
        skills.framework_id = waivers.framework_id
        and skills.skill_id = waivers.skill_id
        and levels.level = waivers.level
left join in_force
    on
        skills.framework_id = in_force.framework_id
        and skills.release_id = in_force.release_id

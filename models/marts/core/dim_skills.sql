-- depends_on: {{ ref('int_build_passed') }}
with nodes as (
    select * from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
),

in_force as (
    select * from {{ ref('int_framework_releases_in_force') }}
),

traced as (
    select * from {{ ref('int_skills_traced') }}
),

carried as (
    select distinct
        framework_id,
        release_id,
        skill_id,
        carry_status
    from {{ ref('int_skills_carried') }}
),

skill_levels as (
    select
        framework_id,
        release_id,
        skill_id,
        sum(descriptor_count) as descriptor_count,
        sum(case when level_state in ('missing', 'empty') then 1 else 0 end)
            as incomplete_level_count
    from {{ ref('int_skill_levels_classified') }}
    group by framework_id, release_id, skill_id
),

final as (
    select
        {{ surrogate_key([
            'skills.framework_id', 'skills.release_id', 'skills.node_id'
        ]) }} as skill_key,
        {{ surrogate_key(['skills.framework_id', 'skills.release_id']) }}
            as release_key,
        skills.framework_id,
        skills.release_id,
        skills.node_id as skill_id,
        traced.durable_skill_id,
        domains.node_id as domain_id,
        domains.name as domain_name,
        subdomains.node_id as subdomain_id,
        subdomains.name as subdomain_name,
        skills.name as skill_name,
        skills.description as skill_description,
        carried.carry_status,
        cast(row_number() over (
            partition by skills.framework_id, skills.release_id
            order by
                domains.position,
                domains.node_id,
                subdomains.position,
                subdomains.node_id,
                skills.position,
                skills.node_id
        ) as integer) as skill_order,
        cast(coalesce(skill_levels.descriptor_count, 0) as integer)
            as descriptor_count,
        cast(coalesce(skill_levels.incomplete_level_count, 0) as integer)
            as incomplete_level_count,
        in_force.release_id is not null as is_in_force
    from nodes as skills
    inner join nodes as subdomains
        on
            skills.framework_id = subdomains.framework_id
            and skills.release_id = subdomains.release_id
            and skills.parent_id = subdomains.node_id
    inner join nodes as domains
        on
            subdomains.framework_id = domains.framework_id
            and subdomains.release_id = domains.release_id
            and subdomains.parent_id = domains.node_id
    inner join traced
        on
            skills.framework_id = traced.framework_id
            and skills.release_id = traced.release_id
            and skills.node_id = traced.skill_id
    inner join carried
        on
            skills.framework_id = carried.framework_id
            and skills.release_id = carried.release_id
            and skills.node_id = carried.skill_id
    left join in_force
        on
            skills.framework_id = in_force.framework_id
            and skills.release_id = in_force.release_id
    left join skill_levels
        on
            skills.framework_id = skill_levels.framework_id
            and skills.release_id = skill_levels.release_id
            and skills.node_id = skill_levels.skill_id
    where skills.node_type = 'skill'
)

select * from final

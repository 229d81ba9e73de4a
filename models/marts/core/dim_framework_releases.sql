-- depends_on: {{ ref('int_build_passed') }}
with releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

dated as (
    select * from {{ ref('int_framework_releases_dated') }}
),

in_force as (
    select * from {{ ref('int_framework_releases_in_force') }}
),

outline as (
    select
        framework_id,
        release_id,
        sum(case when node_type = 'domain' then 1 else 0 end) as domain_count,
        sum(case when node_type = 'subdomain' then 1 else 0 end) as subdomain_count,
        sum(case when node_type = 'skill' then 1 else 0 end) as skill_count
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
    group by framework_id, release_id
),

skill_levels as (
    select
        framework_id,
        release_id,
        sum(descriptor_count) as descriptor_count,
        sum(case when level_state in ('missing', 'empty') then 1 else 0 end)
            as incomplete_level_count
    from {{ ref('int_skill_levels_classified') }}
    group by framework_id, release_id
),

final as (
    select
        {{ surrogate_key(['releases.framework_id', 'releases.release_id']) }}
            as release_key,
        releases.framework_id,
        releases.release_id,
        releases.title,
        releases.publisher,
        releases.licence,
        releases.source,
        releases.content_hash,
        releases.status,
        cast(coalesce(outline.domain_count, 0) as integer) as domain_count,
        cast(coalesce(outline.subdomain_count, 0) as integer) as subdomain_count,
        cast(coalesce(outline.skill_count, 0) as integer) as skill_count,
        cast(coalesce(skill_levels.descriptor_count, 0) as integer)
            as descriptor_count,
        cast(coalesce(skill_levels.incomplete_level_count, 0) as integer)
            as incomplete_level_count,
        in_force.release_id is not null as is_in_force,
        releases.released_on,
        dated.valid_from,
        dated.valid_to
    from releases
    left join dated
        on
            releases.framework_id = dated.framework_id
            and releases.release_id = dated.release_id
    left join in_force
        on
            releases.framework_id = in_force.framework_id
            and releases.release_id = in_force.release_id
    left join outline
        on
            releases.framework_id = outline.framework_id
            and releases.release_id = outline.release_id
    left join skill_levels
        on
            releases.framework_id = skill_levels.framework_id
            and releases.release_id = skill_levels.release_id
)

select * from final

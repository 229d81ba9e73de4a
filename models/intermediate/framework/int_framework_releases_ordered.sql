with releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

skills as (
    select
        framework_id,
        release_id,
        count(*) as skill_count
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
    group by framework_id, release_id
),

ordered as (
    select
        releases.framework_id,
        releases.release_id,
        releases.released_on,
        releases.status = 'published' as is_published,
        coalesce(skills.skill_count, 0) as skill_count,
        -- A draft without a day comes last.
        row_number() over (
            partition by releases.framework_id
            order by
                coalesce(releases.released_on, cast('9999-12-31' as date)),
                releases.release_id
        ) as release_order
    from releases
    left join skills
        on
            releases.framework_id = skills.framework_id
            and releases.release_id = skills.release_id
),

-- A release revises the last published one before it; drafts revise one, and none of
-- them is revised.
based as (
    select
        *,
        max(case when is_published then release_order end) over (
            partition by framework_id
            order by release_order
            rows between unbounded preceding and 1 preceding
        ) as base_order
    from ordered
)

select
    based.framework_id,
    based.release_id,
    bases.release_id as base_release_id,
    based.release_order,
    based.skill_count,
    bases.skill_count as base_skill_count,
    based.is_published,
    based.released_on
from based
left join ordered as bases
    on
        based.framework_id = bases.framework_id
        and based.base_order = bases.release_order

-- A skill of the same id is the same skill, release after release, unless lineage names
-- it: what became something else, or came of something else, is another skill from
-- there on. A draft's lineage is its own and breaks nothing in the published line.
with skills as (
    select
        outline.framework_id,
        outline.release_id,
        outline.node_id as skill_id,
        releases.release_order,
        releases.is_published
    from {{ ref('int_framework_outline_checked') }} as outline
    inner join {{ ref('int_framework_releases_ordered') }} as releases
        on
            outline.framework_id = releases.framework_id
            and outline.release_id = releases.release_id
    where outline.record_state = 'accepted' and outline.node_type = 'skill'
),

lineage as (
    select
        *,
        association in ('exactMatchOf', 'replacedBy', 'isPartOf') as is_succession
    from {{ ref('int_framework_lineage_checked') }}
    where record_state = 'accepted'
),

-- What a skill is no longer, or was not before, the release of the row.
named as (
    select
        framework_id,
        to_release_id as release_id,
        from_skill_id as skill_id
    from lineage
    where is_succession or from_skill_id = to_skill_id
    union distinct
    select
        framework_id,
        to_release_id as release_id,
        to_skill_id as skill_id
    from lineage
    where is_succession
),

breaks as (
    select
        named.framework_id,
        named.release_id,
        named.skill_id,
        releases.release_order,
        releases.is_published
    from named
    inner join {{ ref('int_framework_releases_ordered') }} as releases
        on
            named.framework_id = releases.framework_id
            and named.release_id = releases.release_id
    -- What is new has nothing to be told from.
    where
        exists (
            select 1
            from skills
            where
                named.framework_id = skills.framework_id
                and named.skill_id = skills.skill_id
                and skills.is_published
                and releases.release_order > skills.release_order
        )
),

counted as (
    select
        skills.framework_id,
        skills.release_id,
        skills.skill_id,
        skills.release_order,
        sum(case when breaks.is_published then 1 else 0 end) as break_count,
        max(
            case
                when not breaks.is_published and breaks.release_id = skills.release_id
                    then breaks.release_id
            end
        ) as draft_id
    from skills
    left join breaks
        on
            skills.framework_id = breaks.framework_id
            and skills.skill_id = breaks.skill_id
            and skills.release_order >= breaks.release_order
    group by
        skills.framework_id,
        skills.release_id,
        skills.skill_id,
        skills.release_order
),

identified as (
    select
        framework_id,
        release_id,
        skill_id,
        {{ surrogate_key([
            'framework_id',
            'skill_id',
            'cast(break_count as ' ~ dbt.type_string() ~ ')',
            'draft_id',
        ]) }} as identity_key,
        release_order
    from counted
)

select
    *,
    min(release_order) over (partition by identity_key) as first_release_order
from identified

-- What became of each skill from a release to the next: by its id, else by the lineage.
with releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

skills as (
    select * from {{ ref('int_skills_worded') }}
),

identities as (
    select
        identities.framework_id,
        identities.release_id,
        identities.skill_id,
        identities.identity_key,
        releases.release_order
    from {{ ref('int_skill_identities') }} as identities
    inner join releases
        on
            identities.framework_id = releases.framework_id
            and identities.release_id = releases.release_id
),

successions as (
    select * from {{ ref('int_skill_paths') }}
),

old_skills as (
    select
        releases.framework_id,
        releases.base_release_id,
        releases.release_id,
        skills.skill_id,
        skills.identity_key,
        skills.plain_name,
        skills.plain_text
    from releases
    inner join skills
        on
            releases.framework_id = skills.framework_id
            and releases.base_release_id = skills.release_id
),

new_skills as (
    select
        releases.framework_id,
        releases.base_release_id,
        releases.release_id,
        skills.skill_id,
        skills.identity_key,
        skills.plain_name,
        skills.plain_text
    from releases
    inner join skills
        on
            releases.framework_id = skills.framework_id
            and releases.release_id = skills.release_id
    where releases.base_release_id is not null
),

followed as (
    select
        old_skills.framework_id,
        old_skills.release_id,
        old_skills.identity_key as from_identity_key,
        coalesce(new_skills.identity_key, successions.to_identity_key)
            as to_identity_key,
        coalesce(successions.steps, 1) as steps
    from old_skills
    left join new_skills
        on
            old_skills.framework_id = new_skills.framework_id
            and old_skills.release_id = new_skills.release_id
            and old_skills.identity_key = new_skills.identity_key
    -- A succession takes place where the predecessor is no longer.
    left join successions
        on
            old_skills.identity_key = successions.from_identity_key
            and new_skills.identity_key is null
),

reached as (
    select
        new_skills.framework_id,
        new_skills.release_id,
        followed.from_identity_key,
        followed.to_identity_key,
        followed.steps
    from followed
    inner join new_skills
        on
            followed.framework_id = new_skills.framework_id
            and followed.release_id = new_skills.release_id
            and followed.to_identity_key = new_skills.identity_key
),

-- A draft's own skill is the end of the way, in the draft.
pairs as (
    select
        framework_id,
        release_id,
        from_identity_key,
        to_identity_key
    from reached
    where
        steps = 1
        or not exists (
            select 1
            from reached as nearer
            inner join successions
                on nearer.to_identity_key = successions.from_identity_key
            where
                reached.framework_id = nearer.framework_id
                and reached.release_id = nearer.release_id
                and reached.from_identity_key = nearer.from_identity_key
                and reached.to_identity_key = successions.to_identity_key
        )
),

lineage as (
    select
        predecessors.identity_key as from_identity_key,
        successors.identity_key as to_identity_key,
        lineage.to_release_id,
        lineage.association,
        lineage.note,
        predecessors.release_order as from_order,
        successors.release_order as to_order
    from {{ ref('int_framework_lineage_checked') }} as lineage
    inner join identities as predecessors
        on
            lineage.framework_id = predecessors.framework_id
            and lineage.from_release_id = predecessors.release_id
            and lineage.from_skill_id = predecessors.skill_id
    inner join identities as successors
        on
            lineage.framework_id = successors.framework_id
            and lineage.to_release_id = successors.release_id
            and lineage.to_skill_id = successors.skill_id
    where
        lineage.record_state = 'accepted'
        and lineage.association in ('exactMatchOf', 'replacedBy', 'isPartOf')
),

-- The note of the row that leads to this release, else of the latest.
stated as (
    select
        pairs.framework_id,
        pairs.release_id,
        pairs.from_identity_key,
        pairs.to_identity_key,
        max(case when lineage.association = 'isPartOf' then 1 else 0 end) = 1
            as is_part,
        {{ known_value_of_largest('lineage.note', named_struct({
            'is_here': 'lineage.to_release_id = pairs.release_id',
            'to_order': 'lineage.to_order',
            'from_order': 'lineage.from_order',
        })) }} as note
    from pairs
    inner join lineage
        on
            pairs.from_identity_key = lineage.from_identity_key
            and pairs.to_identity_key = lineage.to_identity_key
    group by
        pairs.framework_id,
        pairs.release_id,
        pairs.from_identity_key,
        pairs.to_identity_key
),

linked as (
    select
        old_skills.framework_id,
        old_skills.base_release_id,
        old_skills.release_id,
        old_skills.skill_id as from_skill_id,
        new_skills.skill_id as to_skill_id,
        old_skills.identity_key as from_identity_key,
        new_skills.identity_key as to_identity_key,
        case
            when old_skills.skill_id <> new_skills.skill_id then 'lineage'
            when stated.release_id is not null then 'lineage'
            else 'id'
        end as basis,
        stated.note,
        coalesce(stated.is_part, false) as is_part,
        old_skills.plain_name = new_skills.plain_name as has_same_name,
        old_skills.plain_text = new_skills.plain_text as has_same_text
    from pairs
    inner join old_skills
        on
            pairs.framework_id = old_skills.framework_id
            and pairs.release_id = old_skills.release_id
            and pairs.from_identity_key = old_skills.identity_key
    inner join new_skills
        on
            pairs.framework_id = new_skills.framework_id
            and pairs.release_id = new_skills.release_id
            and pairs.to_identity_key = new_skills.identity_key
    left join stated
        on
            pairs.framework_id = stated.framework_id
            and pairs.release_id = stated.release_id
            and pairs.from_identity_key = stated.from_identity_key
            and pairs.to_identity_key = stated.to_identity_key
),

counted as (
    select
        *,
        count(*) over (partition by release_id, from_identity_key)
            as successor_count,
        count(*) over (partition by release_id, to_identity_key)
            as predecessor_count
    from linked
),

unlinked as (
    select
        old_skills.framework_id,
        old_skills.base_release_id,
        old_skills.release_id,
        old_skills.skill_id as from_skill_id,
        cast(null as {{ dbt.type_string() }}) as to_skill_id,
        old_skills.identity_key as from_identity_key,
        cast(null as {{ dbt.type_string() }}) as to_identity_key
    from old_skills
    left join pairs
        on
            old_skills.framework_id = pairs.framework_id
            and old_skills.release_id = pairs.release_id
            and old_skills.identity_key = pairs.from_identity_key
    where pairs.release_id is null
    union all
    select
        new_skills.framework_id,
        new_skills.base_release_id,
        new_skills.release_id,
        cast(null as {{ dbt.type_string() }}) as from_skill_id,
        new_skills.skill_id as to_skill_id,
        cast(null as {{ dbt.type_string() }}) as from_identity_key,
        new_skills.identity_key as to_identity_key
    from new_skills
    left join pairs
        on
            new_skills.framework_id = pairs.framework_id
            and new_skills.release_id = pairs.release_id
            and new_skills.identity_key = pairs.to_identity_key
    where pairs.release_id is null
)

select
    framework_id,
    base_release_id,
    release_id,
    from_skill_id,
    to_skill_id,
    from_identity_key,
    to_identity_key,
    case
        when successor_count > 1 then 'split'
        when predecessor_count > 1 or is_part then 'merged'
        else 'same'
    end as link,
    basis,
    note,
    has_same_name,
    has_same_text
from counted
union all
select
    framework_id,
    base_release_id,
    release_id,
    from_skill_id,
    to_skill_id,
    from_identity_key,
    to_identity_key,
    case when to_skill_id is null then 'removed' else 'added' end as link,
    'id' as basis,
    cast(null as {{ dbt.type_string() }}) as note,
    false as has_same_name,
    false as has_same_text
from unlinked

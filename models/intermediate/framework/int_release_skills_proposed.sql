-- What nobody has linked and may yet belong together. What the lineage calls related or
-- a peer is refused, and not proposed again.
with scored as (
    select * from {{ ref('int_release_skills_scored') }}
    where not is_linked
),

releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

identities as (
    select * from {{ ref('int_skill_identities') }}
),

refused as (
    select distinct
        predecessors.identity_key as from_identity_key,
        successors.identity_key as to_identity_key
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
        and lineage.association in ('isRelatedTo', 'isPeerOf')
),

candidates as (
    select
        scored.*,
        releases.base_release_id
    from scored
    inner join releases
        on
            scored.framework_id = releases.framework_id
            and scored.release_id = releases.release_id
    inner join identities as predecessors
        on
            releases.framework_id = predecessors.framework_id
            and releases.base_release_id = predecessors.release_id
            and scored.from_skill_id = predecessors.skill_id
    inner join identities as successors
        on
            scored.framework_id = successors.framework_id
            and scored.release_id = successors.release_id
            and scored.to_skill_id = successors.skill_id
    left join refused
        on
            predecessors.identity_key = refused.from_identity_key
            and successors.identity_key = refused.to_identity_key
    where refused.from_identity_key is null
),

-- One to one: each the other's best; of equals, the first by id.
ranked as (
    select
        *,
        row_number() over (
            partition by framework_id, release_id, from_skill_id
            order by similarity desc, to_skill_id asc
        ) as to_rank,
        row_number() over (
            partition by framework_id, release_id, to_skill_id
            order by similarity desc, from_skill_id asc
        ) as from_rank
    from candidates
    where is_from_unlinked and is_to_unlinked
),

alike as (
    select
        *,
        from_share >= {{ similarity_limit('whole') }}
        and to_share >= {{ similarity_limit('whole') }} as is_whole
    from ranked
    where
        to_rank = 1
        and from_rank = 1
        and similarity >= {{ similarity_limit('alike') }}
),

-- A part needs a text: a few words of a name are in many skills.
open_candidates as (
    select candidates.*
    from candidates
    left join alike as same_old
        on
            candidates.framework_id = same_old.framework_id
            and candidates.release_id = same_old.release_id
            and candidates.from_skill_id = same_old.from_skill_id
            and same_old.is_whole
    left join alike as same_new
        on
            candidates.framework_id = same_new.framework_id
            and candidates.release_id = same_new.release_id
            and candidates.to_skill_id = same_new.to_skill_id
            and same_new.is_whole
    where
        candidates.has_texts
        and same_old.release_id is null
        and same_new.release_id is null
),

-- Each part belongs to the one that holds most of it.
new_parts as (
    select
        *,
        row_number() over (
            partition by framework_id, release_id, to_skill_id
            order by to_share desc, similarity desc, from_skill_id asc
        ) as whole_rank
    from open_candidates
    where is_to_unlinked and to_share >= {{ similarity_limit('contained') }}
),

old_parts as (
    select
        *,
        row_number() over (
            partition by framework_id, release_id, from_skill_id
            order by from_share desc, similarity desc, to_skill_id asc
        ) as whole_rank
    from open_candidates
    where is_from_unlinked and from_share >= {{ similarity_limit('contained') }}
),

new_parts_counted as (
    select
        *,
        count(*) over (partition by framework_id, release_id, from_skill_id)
            as part_count
    from new_parts
    where whole_rank = 1
),

old_parts_counted as (
    select
        *,
        count(*) over (partition by framework_id, release_id, to_skill_id)
            as part_count
    from old_parts
    where whole_rank = 1
),

parted as (
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id,
        'split' as link
    from new_parts_counted
    where part_count > 1
    union all
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id,
        'merged' as link
    from old_parts_counted
    where part_count > 1
),

single as (
    select
        alike.framework_id,
        alike.base_release_id,
        alike.release_id,
        alike.from_skill_id,
        alike.to_skill_id,
        'same' as link
    from alike
    where
        not exists (
            select 1
            from parted
            where
                alike.framework_id = parted.framework_id
                and alike.release_id = parted.release_id
                and alike.from_skill_id = parted.from_skill_id
        )
        and not exists (
            select 1
            from parted
            where
                alike.framework_id = parted.framework_id
                and alike.release_id = parted.release_id
                and alike.to_skill_id = parted.to_skill_id
        )
),

proposed as (
    select * from parted
    union all
    select * from single
)

-- Split is weightier than merged.
select
    framework_id,
    base_release_id,
    release_id,
    from_skill_id,
    to_skill_id,
    max(link) as link
from proposed
group by framework_id, base_release_id, release_id, from_skill_id, to_skill_id

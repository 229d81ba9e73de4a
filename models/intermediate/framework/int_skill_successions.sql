with lineage as (
    select
        *,
        association in ('exactMatchOf', 'replacedBy', 'isPartOf') as is_succession
    from {{ ref('int_framework_lineage_checked') }}
    where record_state = 'accepted'
),

identities as (
    select * from {{ ref('int_skill_identities') }}
),

releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

stated as (
    select
        framework_id,
        from_release_id,
        from_skill_id,
        to_release_id,
        to_skill_id,
        association = 'isPartOf' as is_part
    from lineage
    where is_succession
),

-- A skill that lineage names stays itself as well, where both releases have it, unless
-- it is exactly another one, or said to be no successor of itself.
staying as (
    select
        framework_id,
        from_release_id,
        to_release_id,
        from_skill_id as skill_id,
        association = 'exactMatchOf' and from_skill_id <> to_skill_id
        or not is_succession as is_refused
    from lineage
    where is_succession or from_skill_id = to_skill_id
    union all
    select
        framework_id,
        from_release_id,
        to_release_id,
        to_skill_id as skill_id,
        association = 'exactMatchOf' and from_skill_id <> to_skill_id as is_refused
    from lineage
    where is_succession
),

steps as (
    select
        framework_id,
        from_release_id,
        from_skill_id,
        to_release_id,
        to_skill_id,
        is_part
    from stated
    union all
    select
        framework_id,
        from_release_id,
        skill_id as from_skill_id,
        to_release_id,
        skill_id as to_skill_id,
        false as is_part
    from staying
    group by framework_id, from_release_id, to_release_id, skill_id
    having max(case when is_refused then 1 else 0 end) = 0
),

successions as (
    select
        predecessors.framework_id,
        predecessors.identity_key as from_identity_key,
        successors.identity_key as to_identity_key,
        max(case when steps.is_part then 1 else 0 end) = 1 as is_part
    from steps
    inner join identities as predecessors
        on
            steps.framework_id = predecessors.framework_id
            and steps.from_release_id = predecessors.release_id
            and steps.from_skill_id = predecessors.skill_id
    inner join identities as successors
        on
            steps.framework_id = successors.framework_id
            and steps.to_release_id = successors.release_id
            and steps.to_skill_id = successors.skill_id
    where predecessors.identity_key <> successors.identity_key
    group by
        predecessors.framework_id,
        predecessors.identity_key,
        successors.identity_key
),

places as (
    select
        successions.*,
        successors.release_id,
        releases.is_published,
        beside.identity_key is not null as is_beside
    from successions
    inner join identities as successors
        on successions.to_identity_key = successors.identity_key
    inner join releases
        on
            successors.framework_id = releases.framework_id
            and successors.release_id = releases.release_id
    left join identities as beside
        on
            successions.from_identity_key = beside.identity_key
            and successors.release_id = beside.release_id
),

-- A succession takes place in the releases that have the successor and no longer the
-- predecessor; skills that ever were side by side are not one.
taking_place as (
    select
        *,
        count(*) over (partition by from_identity_key, release_id) as successor_count
    from places
    where not is_beside
),

side_by_side as (
    select distinct
        from_identity_key,
        to_identity_key
    from places
    where is_beside
),

counted as (
    select
        framework_id,
        from_identity_key,
        to_identity_key,
        is_part,
        max(case when is_published then 1 else 0 end) as published_count,
        max(successor_count) as successor_count
    from taking_place
    group by framework_id, from_identity_key, to_identity_key, is_part
)

-- One to one is judged by the published releases; what only drafts have, by each draft.
select
    counted.framework_id,
    counted.from_identity_key,
    counted.to_identity_key,
    case
        when counted.is_part or side_by_side.to_identity_key is not null then false
        when counted.published_count = 1
            then
                sum(counted.published_count)
                    over (partition by counted.from_identity_key)
                = 1
                and sum(counted.published_count)
                    over (partition by counted.to_identity_key)
                = 1
        else
            counted.successor_count = 1
            and count(*) over (partition by counted.to_identity_key) = 1
    end as is_one_to_one
from counted
left join side_by_side
    on
        counted.from_identity_key = side_by_side.from_identity_key
        and counted.to_identity_key = side_by_side.to_identity_key

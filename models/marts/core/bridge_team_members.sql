with assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

final as (
    select
        ancestors.ancestor_team_id as team_id,
        assignments.person_id,
        min(ancestors.steps) = 0 as is_direct
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
    group by ancestors.ancestor_team_id, assignments.person_id
)

select * from final

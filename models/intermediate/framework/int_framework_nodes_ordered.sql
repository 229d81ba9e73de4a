with nodes as (
    select * from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
),

-- A node sorts by the positions on the way down to it; what it has none of sorts first,
-- so that a branch comes before what is below it.
paths as (
    select
        nodes.framework_id,
        nodes.release_id,
        nodes.node_type,
        nodes.node_id,
        nodes.parent_id,
        nodes.name,
        nodes.description,
        coalesce(grandparents.position, parents.position, nodes.position)
            as first_position,
        coalesce(grandparents.node_id, parents.node_id, nodes.node_id) as first_id,
        case
            when grandparents.node_id is not null then parents.position
            when parents.node_id is not null then nodes.position
            else -1
        end as second_position,
        case
            when grandparents.node_id is not null then parents.node_id
            when parents.node_id is not null then nodes.node_id
            else ''
        end as second_id,
        case when grandparents.node_id is not null then nodes.position else -1 end
            as third_position
    from nodes
    left join nodes as parents
        on
            nodes.framework_id = parents.framework_id
            and nodes.release_id = parents.release_id
            and nodes.parent_id = parents.node_id
    left join nodes as grandparents
        on
            parents.framework_id = grandparents.framework_id
            and parents.release_id = grandparents.release_id
            and parents.parent_id = grandparents.node_id
)

select
    framework_id,
    release_id,
    node_type,
    node_id,
    parent_id,
    name,
    description,
    row_number() over (
        partition by framework_id, release_id
        order by
            first_position,
            first_id,
            second_position,
            second_id,
            third_position,
            node_id
    ) as node_order
from paths

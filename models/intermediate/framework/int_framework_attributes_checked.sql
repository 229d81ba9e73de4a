with received as (
    select * from {{ ref('stg_framework__attributes') }}
),

nodes as (
    select * from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_node_id':
                "received.node_id is not null and nodes.node_id is null",
            'unknown_level':
                "received.level is not null and levels.level is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join nodes
        on
            received.framework_id = nodes.framework_id
            and received.release_id = nodes.release_id
            and received.node_id = nodes.node_id
    left join levels
        on
            received.framework_id = levels.framework_id
            and received.level = levels.level
),

{{ judged_records('referenced', [
    'framework_id', 'release_id', 'node_id', "coalesce(level, '')", 'kind', 'position'
]) }}

select * from judged

with received as (
    {{ received('framework_outline') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('node_id') }} as node_id,
        {{ clean_text('parent_id') }} as parent_id,
        {{ clean_word('node_type') }} as node_type,
        {{ clean_text('name') }} as name,
        {{ clean_text('description') }} as description,
        {{ to_integer('position') }} as position,
        {{ raw_record('framework_outline') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_release_id': "release_id is null",
            'empty_node_id': "node_id is null",
            'unknown_node_type': "coalesce(node_type, '') not in ('domain', 'subdomain', 'skill')",
            'unreadable_position': "position is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

with received as (
    {{ received('framework_attributes') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('node_id') }} as node_id,
        {{ clean_word('level') }} as level,
        {{ clean_word('kind') }} as kind,
        {{ clean_text('value') }} as value,
        {{ to_integer('position') }} as position,
        {{ raw_record('framework_attributes') }} as raw_record,
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
            'empty_kind': "kind is null",
            'unreadable_position': "position is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

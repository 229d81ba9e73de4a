with received as (
    {{ received('framework_unplaced') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('source') }} as source,
        {{ clean_text('nearest_node_id') }} as nearest_node_id,
        {{ clean_text('text') }} as text,
        {{ to_integer('line') }} as line,
        {{ raw_record('framework_unplaced') }} as raw_record,
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
            'unreadable_line': "line is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

with received as (
    {{ received('framework_levels') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_word('level') }} as level,
        {{ clean_text('level_name') }} as level_name,
        {{ clean_text('summary') }} as summary,
        {{ to_integer('level_rank') }} as level_rank,
        {{ raw_record('framework_levels') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_level': "level is null",
            'reserved_level': "coalesce(level, '') = 'none'",
            'unreadable_level_rank': "coalesce(level_rank, 0) < 1"
        }) }} as row_reasons
    from typed
)

select * from reasoned

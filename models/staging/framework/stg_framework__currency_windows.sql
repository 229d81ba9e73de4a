with received as (
    {{ received('currency_windows') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_word('level') }} as level,
        {{ to_integer('months') }} as months,
        {{ raw_record('currency_windows') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'unreadable_months': "coalesce(months, 0) < 1"
        }) }} as row_reasons
    from typed
)

select * from reasoned

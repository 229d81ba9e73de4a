-- depends_on: {{ ref('int_build_passed') }}
with reasons as (
    select * from {{ ref('record_reasons') }}
),

records as (
    {%- for table, export in export_contract().items() %}
    select
        '{{ table }}' as export_table,
        source_name,
        source_row,
        {{ record_key(export.key) }} as record_key,
        flags
    from {{ ref('int_' ~ table ~ '_checked') }}
    where record_state = 'accepted' and flags is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        records.export_table,
        records.source_name,
        records.source_row,
        reasons.code as flag,
        records.record_key,
        reasons.meaning,
        reasons.remedy
    from records
    -- The codes are joined by commas; none is a part of another's name.
    inner join reasons
        on
            concat(',', records.flags, ',')
            like concat('%,', reasons.code, ',%')
)

select * from final

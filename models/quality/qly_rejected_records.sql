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
        reject_reasons,
        raw_record
    from {{ ref('int_' ~ table ~ '_checked') }}
    where record_state = 'rejected'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        records.export_table,
        records.source_name,
        records.source_row,
        reasons.code as reason,
        records.record_key,
        reasons.meaning,
        reasons.remedy,
        records.raw_record
    from records
    -- The codes are joined by commas; none is a part of another's name.
    inner join reasons
        on
            concat(',', records.reject_reasons, ',')
            like concat('%,', reasons.code, ',%')
)

select * from final

{%- for table, export in export_contract().items() -%}
{{ 'with' if loop.first }} received_{{ table }} as (
    select count(*) as record_count
    from {{ ref('stg_' ~ export.export ~ '__' ~ table.replace('framework_', '')) }}
),

judged_{{ table }} as (
    select
        count(*) as judged_count,
        coalesce(sum(case when record_state = 'accepted' then 1 end), 0)
            as accepted_count,
        coalesce(sum(case when record_state = 'superseded' then 1 end), 0)
            as superseded_count,
        coalesce(sum(case when record_state = 'rejected' then 1 end), 0)
            as rejected_count,
        coalesce(sum(case when record_state = 'accepted' and flags is not null then 1 end), 0)
            as suspicious_count
    from {{ ref('int_' ~ table ~ '_checked') }}
){{ ',' if not loop.last }}
{% endfor %}
{%- for table in export_contract() %}
select
    '{{ table }}' as export_table,
    received_{{ table }}.record_count as received_count,
    judged_{{ table }}.accepted_count,
    judged_{{ table }}.superseded_count,
    judged_{{ table }}.rejected_count,
    judged_{{ table }}.suspicious_count
from received_{{ table }}
cross join judged_{{ table }}
{{ 'union all' if not loop.last }}
{%- endfor %}

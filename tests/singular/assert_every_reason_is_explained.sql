-- What: each code that a record carries is in seeds/quality/record_reasons.csv.
-- When it matters: a new reason or flag is written in a model.
-- How to resolve: add the code to the seed, with its meaning and remedy.
with reasons as (
    select code from {{ ref('record_reasons') }}
),

carried as (
    {%- for table in export_contract() %}
    select distinct
        '{{ table }}' as export_table,
        coalesce(reject_reasons, flags) as codes
    from {{ ref('int_' ~ table ~ '_checked') }}
    where coalesce(reject_reasons, flags) is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

explained as (
    select
        carried.export_table,
        carried.codes,
        count(reasons.code) as explained_count
    from carried
    left join reasons
        on concat(',', carried.codes, ',') like concat('%,', reasons.code, ',%')
    group by carried.export_table, carried.codes
)

select *
from explained
where explained_count <> length(codes) - length(replace(codes, ',', '')) + 1

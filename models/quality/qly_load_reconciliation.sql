-- depends_on: {{ ref('int_build_passed') }}
with accounted as (
    select * from {{ ref('int_records_accounted') }}
),

final as (
    select
        export_table,
        cast(received_count as bigint) as received_count,
        cast(accepted_count as bigint) as accepted_count,
        cast(superseded_count as bigint) as superseded_count,
        cast(rejected_count as bigint) as rejected_count,
        cast(suspicious_count as bigint) as suspicious_count,
        case
            when received_count > 0
                then cast(rejected_count as double) / received_count
            else cast(0 as double)
        end as rejected_share
    from accounted
)

select * from final

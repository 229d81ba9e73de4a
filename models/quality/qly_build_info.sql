with build as (
    select * from {{ ref('int_build_passed') }}
),

releases as (
    select
        {{ join_ordered(
            "concat(framework_id, ' ', release_id)", "', '", 'framework_id'
        ) }} as releases_in_force
    from {{ ref('dim_framework_releases') }}
    where is_in_force
),

accounted as (
    select
        sum(received_count) as received_count,
        sum(rejected_count) as rejected_count
    from {{ ref('qly_load_reconciliation') }}
),

-- Nothing here depends on the clock or the machine: the same inputs give the same row.
final as (
    select
        releases.releases_in_force,
        cast(nullif('{{ scenario() }}', '') as {{ dbt.type_string() }})
            as scenario,
        {{ dbt.string_literal(var('level_rule')) }} as level_rule,
        {{ dbt.string_literal(var('incomplete_level_severity')) }}
            as incomplete_level_severity,
        {{ dbt.string_literal(var('reject_suspicious') | join(', ')) }}
            as reject_suspicious,
        {{ dbt.string_literal(var('cover_level')) }} as cover_level,
        cast({{ var('currency_months') }} as integer) as currency_months,
        cast({{ var('due_days') }} as integer) as due_days,
        cast({{ var('coverage_months') }} as integer) as coverage_months,
        cast({{ var('benchmark_min_members') }} as integer) as benchmark_min_members,
        cast({{ var('pairing_days') }} as integer) as pairing_days,
        cast({{ var('agreement_min_pairs') }} as integer) as agreement_min_pairs,
        cast({{ var('max_rejected_share') }} as double) as max_rejected_share,
        cast(accounted.received_count as bigint) as received_count,
        cast(accounted.rejected_count as bigint) as rejected_count,
        build.as_of_date,
        build.known_at
    from build
    cross join releases
    cross join accounted
)

select * from final

with received as (
    select * from {{ ref('stg_framework__releases') }}
),

referenced as (
    select
        received.*,
        cast(null as {{ dbt.type_string() }}) as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
),

{{ judged_records('referenced', ['framework_id', 'release_id']) }}

select * from judged

with received as (
    select * from {{ ref('stg_workforce__people') }}
),

referenced as (
    select
        received.*,
        cast(null as {{ dbt.type_string() }}) as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
),

{{ judged_records('referenced', ['person_id']) }}

select * from judged

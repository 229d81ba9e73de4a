with received as (
    select * from {{ ref('stg_workforce__roles') }}
),

known_roles as (
    select distinct role_id from received
    where row_reasons is null
),

referenced as (
    select
        received.*,
        cast(null as {{ dbt.type_string() }}) as reference_reasons,
        {{ reasons({
            'unknown_next_role_id':
                "received.next_role_id is not null and known_roles.role_id is null"
        }) }} as flags
    from received
    left join known_roles on received.next_role_id = known_roles.role_id
),

{{ judged_records('referenced', ['role_id']) }}

select * from judged

with received as (
    {{ received('roles') }}
),

typed as (
    select
        {{ clean_text('role_id') }} as role_id,
        {{ clean_text('next_role_id') }} as next_role_id,
        {{ clean_text('role_name') }} as role_name,
        {{ clean_text('role_family') }} as role_family,
        {{ raw_record('roles') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_role_id': "role_id is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

with received as (
    {{ received('people') }}
),

typed as (
    select
        {{ clean_text('person_id') }} as person_id,
        {{ clean_text('full_name') }} as full_name,
        {{ clean_text('email') }} as email,
        {{ raw_record('people') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_person_id': "person_id is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

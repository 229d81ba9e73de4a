with received as (
    {{ received('assignments') }}
),

typed as (
    select
        {{ clean_text('person_id') }} as person_id,
        {{ clean_text('team_id') }} as team_id,
        {{ clean_text('role_id') }} as role_id,
        {{ clean_text('manager_id') }} as manager_id,
        {{ clean_text('fte') }} is not null as has_fte,
        {{ clean_text('ended_on') }} is not null as has_ended_on,
        {{ to_number('fte') }} as fte,
        {{ to_date('started_on') }} as started_on,
        {{ to_date('ended_on') }} as ended_on,
        {{ raw_record('assignments') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_person_id': "person_id is null",
            'empty_team_id': "team_id is null",
            'empty_role_id': "role_id is null",
            'unreadable_started_on': "started_on is null",
            'unreadable_ended_on': "ended_on is null and has_ended_on",
            'ended_before_started': "coalesce(ended_on < started_on, false)",
            'unreadable_fte': "fte is null and has_fte"
        }) }} as row_reasons
    from typed
)

select * from reasoned

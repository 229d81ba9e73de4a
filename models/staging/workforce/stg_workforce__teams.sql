with received as (
    {{ received('teams') }}
),

typed as (
    select
        {{ clean_text('team_id') }} as team_id,
        {{ clean_text('parent_team_id') }} as parent_team_id,
        {{ clean_text('team_name') }} as team_name,
        {{ raw_record('teams') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_team_id': "team_id is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

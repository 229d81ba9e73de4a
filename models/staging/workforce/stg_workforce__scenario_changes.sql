with received as (
    {{ received('scenario_changes') }}
),

typed as (
    select
        -- The name becomes a part of a schema's: macros/build/scenario.sql.
        case
            when
                {{ matches(clean_word('scenario'), '^[a-z][a-z0-9_]{0,29}$') }}
                then {{ clean_word('scenario') }}
        end as scenario,
        {{ clean_word('change') }} as change,
        {{ clean_text('person_id') }} as person_id,
        {{ clean_text('team_id') }} as team_id,
        {{ clean_text('role_id') }} as role_id,
        {{ clean_word('holds') }} as holds,
        {{ raw_record('scenario_changes') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'unreadable_scenario': "scenario is null",
            'unknown_change':
                "coalesce(change not in ('join', 'leave', 'move'), true)",
            'empty_person_id': "person_id is null",
            'empty_team_id': "team_id is null and change in ('join', 'move')",
            'empty_role_id': "role_id is null and change in ('join', 'move')",
            'unknown_holds': "holds not in ('nothing', 'role')"
        }) }} as row_reasons
    from typed
)

select * from reasoned

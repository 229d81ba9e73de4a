with received as (
    select * from {{ ref('stg_workforce__teams') }}
),

known_teams as (
    select distinct team_id from received
    where row_reasons is null
),

edges as (
    select distinct
        team_id,
        parent_team_id
    from received
    where row_reasons is null and parent_team_id is not null
),

{{ ancestor_closure('edges', 'team_id', 'parent_team_id') }},

loops as (
    select distinct team_id from closure
    where team_id = ancestor_id
),

referenced as (
    select
        received.*,
        cast(null as {{ dbt.type_string() }}) as reference_reasons,
        {{ reasons({
            'unknown_parent_team_id':
                "received.parent_team_id is not null and known_teams.team_id is null",
            'team_loop':
                "loops.team_id is not null"
        }) }} as flags
    from received
    left join known_teams on received.parent_team_id = known_teams.team_id
    left join loops on received.team_id = loops.team_id
),

{{ judged_records('referenced', ['team_id']) }}

select * from judged

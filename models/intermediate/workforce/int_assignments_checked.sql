{{ config(post_hook="{{ take_in_people() }}") }}

with received as (
    select * from {{ ref('stg_workforce__assignments') }}
),

people as (
    select * from {{ ref('int_people_checked') }}
    where record_state = 'accepted'
),

teams as (
    select * from {{ ref('int_teams_checked') }}
    where record_state = 'accepted'
),

roles as (
    select * from {{ ref('int_roles_checked') }}
    where record_state = 'accepted'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_person_id':
                "received.person_id is not null and people.person_id is null",
            'unknown_team_id':
                "received.team_id is not null and teams.team_id is null",
            'unknown_role_id':
                "received.role_id is not null and roles.role_id is null"
        }) }} as reference_reasons,
        {{ reasons({
            'unknown_manager_id':
                "received.manager_id is not null and managers.person_id is null",
            'own_manager':
                "coalesce(received.manager_id = received.person_id, false)"
        }) }} as flags
    from received
    left join people on received.person_id = people.person_id
    left join people as managers on received.manager_id = managers.person_id
    left join teams on received.team_id = teams.team_id
    left join roles on received.role_id = roles.role_id
),

{{ judged_records('referenced', ['person_id', 'team_id', 'role_id', 'started_on']) }}

select * from judged

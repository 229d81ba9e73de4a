with received as (
    select * from {{ ref('stg_workforce__scenario_changes') }}
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

assignments as (
    select * from {{ ref('int_assignments_checked') }}
    where record_state = 'accepted'
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
),

-- What a change is about: assignments that it ends, or the one that it would repeat.
met as (
    select distinct received.source_row
    from received
    cross join parameters
    inner join assignments
        on
            {{ ends_assignment('received', 'assignments', 'parameters.as_of_date') }}
            or (
                received.change = 'join'
                and received.person_id = assignments.person_id
                and received.team_id = assignments.team_id
                and received.role_id = assignments.role_id
                and assignments.started_on <= parameters.as_of_date
                and coalesce(assignments.ended_on >= parameters.as_of_date, true)
            )
),

looked_up as (
    select
        received.*,
        {{ reasons({
            'unknown_person_id':
                "received.change in ('leave', 'move')
                and received.person_id is not null and people.person_id is null",
            'unknown_team_id':
                "received.team_id is not null and teams.team_id is null",
            'unknown_role_id':
                "received.role_id is not null and roles.role_id is null",
            'surplus_holds':
                "received.holds is not null
                and (received.change <> 'join' or people.person_id is not null)"
        }) }} as lookup_reasons,
        met.source_row is not null as is_met
    from received
    left join people on received.person_id = people.person_id
    left join teams on received.team_id = teams.team_id
    left join roles on received.role_id = roles.role_id
    left join met on received.source_row = met.source_row
),

-- Somebody cannot move, or leave altogether, and do something else besides.
at_odds as (
    select
        scenario,
        person_id
    from looked_up
    where row_reasons is null and lookup_reasons is null
    group by scenario, person_id
    having
        count(distinct concat_ws('|', change, team_id, role_id)) > 1
        and max(
            case
                when change = 'move' then 1
                when change = 'leave' and team_id is null and role_id is null then 1
                else 0
            end
        ) = 1
),

referenced as (
    select
        looked_up.*,
        case
            when
                looked_up.row_reasons is null
                and looked_up.lookup_reasons is null
                and at_odds.person_id is not null
                then 'contradicts_other_change'
            else looked_up.lookup_reasons
        end as reference_reasons,
        -- Of what is rejected anyway, nothing is suspicious.
        case
            when
                looked_up.row_reasons is not null
                or looked_up.lookup_reasons is not null
                or at_odds.person_id is not null
                then null
            when looked_up.change = 'join' and looked_up.is_met then 'already_in_place'
            when looked_up.change <> 'join' and not looked_up.is_met
                then 'no_assignment_to_end'
        end as flags
    from looked_up
    left join at_odds
        on
            looked_up.scenario = at_odds.scenario
            and looked_up.person_id = at_odds.person_id
),

{{ judged_records('referenced', [
    'scenario',
    'person_id',
    'change',
    "coalesce(team_id, '')",
    "coalesce(role_id, '')",
]) }}

select * from judged

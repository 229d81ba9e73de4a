with teams as (
    select * from {{ ref('int_teams_checked') }}
    where record_state = 'accepted'
),

-- A team of a loop counts as a top team.
edges as (
    select
        teams.team_id,
        teams.parent_team_id
    from teams
    inner join teams as parents on teams.parent_team_id = parents.team_id
    where coalesce(teams.flags, '') not like '%team_loop%'
),

{{ ancestor_closure('edges', 'team_id', 'parent_team_id') }}

select
    team_id,
    ancestor_id,
    steps
from closure
union all
select
    team_id,
    team_id as ancestor_id,
    0 as steps
from teams

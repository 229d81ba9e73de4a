-- depends_on: {{ ref('int_build_passed') }}
with teams as (
    select * from {{ ref('int_teams_checked') }}
    where record_state = 'accepted'
),

ancestors as (
    select
        ancestors.team_id,
        ancestors.ancestor_id,
        ancestors.steps,
        teams.team_name
    from {{ ref('int_team_ancestors') }} as ancestors
    inner join teams on ancestors.ancestor_id = teams.team_id
),

-- From the top team down to the team itself.
paths as (
    select
        team_id,
        max(case when steps = 1 then ancestor_id end) as parent_team_id,
        {{ join_ordered('team_name', "' > '", '-steps') }} as team_path,
        max(steps) as team_depth
    from ancestors
    group by team_id
),

top_teams as (
    select
        ancestors.team_id,
        ancestors.ancestor_id as top_team_id
    from ancestors
    inner join paths
        on ancestors.team_id = paths.team_id and ancestors.steps = paths.team_depth
),

final as (
    select
        teams.team_id,
        paths.parent_team_id,
        top_teams.top_team_id,
        teams.team_name,
        paths.team_path,
        cast(paths.team_depth as integer) as team_depth
    from teams
    inner join paths on teams.team_id = paths.team_id
    inner join top_teams on teams.team_id = top_teams.team_id
)

select * from final

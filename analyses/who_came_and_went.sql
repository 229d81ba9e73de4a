-- How many people did each team gain and lose in each year?
select
    teams.team_path,
    extract(year from movements.changed_on) as year_number,
    sum(case when movements.to_team_id = teams.team_id then 1 else 0 end)
        as joined_count,
    sum(case when movements.from_team_id = teams.team_id then 1 else 0 end)
        as left_count
from {{ ref('fct_team_movements') }} as movements
inner join {{ ref('dim_teams') }} as teams
    on
        movements.to_team_id = teams.team_id
        or movements.from_team_id = teams.team_id
group by teams.team_path, extract(year from movements.changed_on)
order by teams.team_path, year_number
limit 10

-- What do most people of the organisation have to learn, and who could teach it?
select
    demand.team_path,
    demand.skill_name,
    demand.required_level,
    demand.one_level_count,
    demand.more_levels_count,
    demand.stale_count + demand.not_assessed_count as to_be_assessed_count,
    demand.mentor_count
from {{ ref('rpt_training_demand') }} as demand
inner join {{ ref('dim_teams') }} as teams on demand.team_id = teams.team_id
where teams.parent_team_id is null
order by
    demand.missing_level_count desc,
    demand.skill_order asc,
    demand.required_rank asc
limit 10

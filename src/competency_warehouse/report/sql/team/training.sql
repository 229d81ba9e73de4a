-- Each team: what has to be learned or assessed, and who could teach it.
select
    team_id,
    skill_name,
    required_level,
    required_count,
    met_count,
    one_level_count,
    more_levels_count,
    stale_count,
    not_assessed_count,
    essential_open_count,
    mentor_count,
    mentor_elsewhere_count
from marts.rpt_training_demand
where list_contains($ids, team_id) and required_count > met_count
order by
    essential_open_count desc,
    required_count - met_count desc,
    skill_order,
    skill_key,
    required_rank

-- Each team: the required skills with the most people whose role needs more than is
-- known of them.
select
    team_id,
    skill_name,
    sum(required_count) as required_count,
    sum(met_count) as met_count,
    sum(one_level_count + more_levels_count) as below_count,
    sum(stale_count) as stale_count,
    sum(not_assessed_count) as not_assessed_count
from marts.rpt_training_demand
where list_contains($ids, team_id)
group by team_id, skill_key, skill_name, skill_order
having sum(required_count) > sum(met_count)
qualify
    row_number() over (
        partition by team_id
        order by
            sum(required_count) - sum(met_count) desc,
            skill_order,
            skill_key
    ) <= 4
order by
    sum(required_count) - sum(met_count) desc,
    skill_order,
    skill_key

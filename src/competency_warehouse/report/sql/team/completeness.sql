-- How much of what is required was ever assessed, by team and skill.
select
    team_id,
    team_name,
    skill_name,
    required_count,
    assessed_count,
    current_count,
    verified_count,
    assessed_share,
    current_share,
    verified_share
from marts.rpt_assessment_completeness
where list_contains($team_ids, team_id)
order by team_depth, team_path, skill_order, skill_key

-- How many people of each team work independently in the skills that the team needs?
select
    team_path,
    skill_name,
    at_or_above_count,
    member_count,
    not_assessed_count
from {{ ref('rpt_team_coverage') }}
where level = 'mid' and is_required
order by team_path, at_or_above_count, skill_name
limit 10

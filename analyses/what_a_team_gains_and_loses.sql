-- Where did a team's share of people who work independently change in the last month?
select
    team_path,
    skill_name,
    covering_count,
    member_count,
    covering_share,
    share_change
from {{ ref('rpt_team_coverage_monthly') }}
where measured_on = as_of_date and is_required and share_change <> 0
order by team_path, share_change, skill_name
limit 10

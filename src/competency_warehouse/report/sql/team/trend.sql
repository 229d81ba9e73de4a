-- Each team: members at the cover level or above, by month and required skill.
select
    team_id,
    measured_on,
    skill_name,
    covering_count,
    rated_count,
    member_count,
    covering_share,
    share_change,
    cover_level
from marts.rpt_team_coverage_monthly
where list_contains($ids, team_id) and is_required
order by measured_on desc, skill_order, skill_key

-- Each team: the required skills that most members can work in independently.
select
    coverage.team_id,
    coverage.skill_name,
    coverage.at_or_above_count,
    coverage.member_count,
    coverage.at_or_above_share
from marts.rpt_team_coverage as coverage
inner join marts.dim_levels as levels using (level_key)
where
    list_contains($ids, coverage.team_id)
    and coverage.is_required
    and levels.is_cover_level
    and coverage.at_or_above_count > 1
qualify
    row_number() over (
        partition by coverage.team_id
        order by
            coverage.at_or_above_share desc,
            coverage.skill_order,
            coverage.skill_key
    ) <= 4
order by coverage.at_or_above_share desc, coverage.skill_order, coverage.skill_key

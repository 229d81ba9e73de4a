-- Each team: members of each state and level, by skill. Required skills first.
select
    coverage.team_id,
    coverage.skill_name,
    coverage.subdomain_name,
    coverage.is_required,
    coverage.level,
    coverage.level_rank,
    coverage.skill_key,
    coverage.skill_order,
    coverage.member_count,
    coverage.at_level_count,
    coverage.at_or_above_count,
    coverage.at_or_above_share,
    coverage.none_count,
    coverage.stale_count,
    coverage.not_assessed_count
from marts.rpt_team_coverage as coverage
where list_contains($ids, coverage.team_id)
order by
    coverage.is_required desc,
    coverage.skill_order,
    coverage.skill_key,
    coverage.level_rank

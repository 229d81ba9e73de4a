-- Teams large enough: members of each state and level, rounded, by skill.
select
    team_name,
    team_path,
    skill_name,
    subdomain_name,
    level,
    member_count,
    at_level_count,
    at_or_above_count,
    at_or_above_share,
    none_count,
    stale_count,
    not_assessed_count
from release.rls_team_coverage
order by team_path, team_id, skill_order, skill_key, level_rank

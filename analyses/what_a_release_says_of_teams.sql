-- What may others know of the skills of the teams? NULL is withheld, not nought.
select
    team_path,
    skill_name,
    level,
    at_or_above_count,
    member_count
from {{ ref('rls_team_coverage') }}
where at_or_above_count is not null
order by team_path, skill_name, level_rank

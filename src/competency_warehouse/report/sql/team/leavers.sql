-- Each team: what it loses with each member who would take something along.
select
    team_id,
    person_id,
    full_name,
    uncovered_count,
    essential_uncovered_count,
    single_count,
    lost_share,
    uncovered_skills,
    single_skills,
    covered_count
from marts.rpt_leaver_impact
where list_contains($ids, team_id) and (uncovered_count > 0 or single_count > 0)
order by
    essential_uncovered_count desc,
    uncovered_count desc,
    single_count desc,
    full_name,
    person_id

-- Who would take along more, or less, in a scenario than today?
--   dbt show -s whose_leaving_hurts_in_a_scenario --vars '{scenario: retirement}'
-- Who is no member of the team has no number. Without a scenario: today.
select
    coalesce(planned.team_path, today.team_path) as team_path,
    coalesce(planned.full_name, today.full_name) as full_name,
    today.uncovered_count as uncovered_today,
    planned.uncovered_count as uncovered_planned,
    today.single_count as single_today,
    planned.single_count as single_planned,
    planned.uncovered_skills as uncovered_skills_planned
from {{ ref('rpt_leaver_impact') }} as planned
full outer join {{ today('rpt_leaver_impact') }} as today
    on planned.team_id = today.team_id and planned.person_id = today.person_id
{% if scenario() -%}
where
    planned.uncovered_count is distinct from today.uncovered_count
    or planned.single_count is distinct from today.single_count
{% endif -%}
order by uncovered_planned desc nulls last, team_path asc, full_name asc

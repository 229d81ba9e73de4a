-- Which required skills does a scenario cover otherwise than today, and in which team?
--   dbt show -s what_a_scenario_changes --vars '{scenario: reorganisation}'
-- A skill that no role of the team requires has no status. Without a scenario: today.
select
    coalesce(planned.team_path, today.team_path) as team_path,
    coalesce(planned.skill_name, today.skill_name) as skill_name,
    coalesce(planned.importance, today.importance) as importance,
    today.cover_status as status_today,
    planned.cover_status as status_planned,
    today.covering_count as covering_today,
    planned.covering_count as covering_planned
from {{ ref('rpt_single_points_of_failure') }} as planned
full outer join {{ today('rpt_single_points_of_failure') }} as today
    on planned.team_id = today.team_id and planned.skill_key = today.skill_key
{% if scenario() -%}
where planned.cover_status is distinct from today.cover_status
{% endif -%}
order by team_path asc, importance desc, skill_name asc

-- What: the skills that a team requires, its members and who covers each skill are the
--   same in rpt_single_points_of_failure and, at the cover level, in rpt_team_coverage.
-- When it matters: the members of a team, its requirements or the cover level change in
--   one mart and not in the other.
-- How to resolve: look up the team in bridge_team_members and the members in
--   fct_person_skills.
with coverage as (
    select rpt_team_coverage.*
    from {{ ref('rpt_team_coverage') }} as rpt_team_coverage
    inner join {{ ref('dim_levels') }} as levels
        on rpt_team_coverage.level_key = levels.level_key and levels.is_cover_level
    where rpt_team_coverage.is_required
),

covers as (
    select * from {{ ref('rpt_single_points_of_failure') }}
)

select
    coalesce(covers.team_id, coverage.team_id) as team_id,
    coalesce(covers.skill_key, coverage.skill_key) as skill_key,
    covers.member_count,
    coverage.member_count as coverage_member_count,
    covers.covering_count,
    coverage.at_or_above_count
from covers
full outer join coverage
    on covers.team_id = coverage.team_id and covers.skill_key = coverage.skill_key
where
    covers.covering_count is distinct from coverage.at_or_above_count
    or covers.member_count is distinct from coverage.member_count

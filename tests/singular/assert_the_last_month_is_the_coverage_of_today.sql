-- What: the last month of rpt_team_coverage_monthly has the teams, members and holders
--   of rpt_team_coverage at the cover level, of the skills required or rated.
-- When it matters: members, levels or requirements are counted in another way in one of
--   the two.
-- How to resolve: compare the members of the team in bridge_team_members, and their
--   levels in fct_skill_level_intervals and fct_person_skills.
with coverage as (
    select rpt_team_coverage.*
    from {{ ref('rpt_team_coverage') }} as rpt_team_coverage
    inner join {{ ref('dim_levels') }} as levels
        on rpt_team_coverage.level_key = levels.level_key and levels.is_cover_level
    where
        rpt_team_coverage.is_required
        or rpt_team_coverage.member_count
        > rpt_team_coverage.stale_count + rpt_team_coverage.not_assessed_count
),

last_month as (
    select * from {{ ref('rpt_team_coverage_monthly') }}
    where measured_on = as_of_date
)

select
    coalesce(last_month.team_id, coverage.team_id) as team_id,
    coalesce(last_month.skill_key, coverage.skill_key) as skill_key,
    last_month.member_count,
    coverage.member_count as coverage_member_count,
    last_month.covering_count,
    coverage.at_or_above_count,
    last_month.rated_count,
    coverage.stale_count,
    coverage.not_assessed_count
from last_month
full outer join coverage
    on
        last_month.team_id = coverage.team_id
        and last_month.skill_key = coverage.skill_key
where
    last_month.member_count is distinct from coverage.member_count
    or last_month.covering_count is distinct from coverage.at_or_above_count
    or last_month.rated_count
    is distinct from coverage.member_count
    - coverage.stale_count
    - coverage.not_assessed_count
    or last_month.is_required is distinct from coverage.is_required

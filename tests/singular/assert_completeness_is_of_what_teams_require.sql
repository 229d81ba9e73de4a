-- What: rpt_assessment_completeness has just the teams and skills that
--   rpt_team_coverage calls required, and never more members than the team has.
-- When it matters: what a team requires, or who is a member, changes in one of them.
-- How to resolve: look up the team's running assignments and the roles' requirements.
select
    coverage.team_id,
    coverage.skill_key,
    coverage.member_count,
    completeness.team_id as completeness_team_id,
    completeness.skill_key as completeness_skill_key,
    completeness.required_count
from (
    select distinct
        team_id,
        skill_key,
        member_count
    from {{ ref('rpt_team_coverage') }}
    where is_required
) as coverage
full outer join {{ ref('rpt_assessment_completeness') }} as completeness
    on
        coverage.team_id = completeness.team_id
        and coverage.skill_key = completeness.skill_key
where not coalesce(completeness.required_count <= coverage.member_count, false)

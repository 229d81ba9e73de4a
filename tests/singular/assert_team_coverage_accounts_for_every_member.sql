-- What: in each team and skill, the members at each level, below the first level,
--   with stale ratings and never assessed add up to all members.
-- When it matters: the rules of coverage or of currency change.
-- How to resolve: look up the team and skill in rpt_team_coverage, and its members
--   in fct_person_skills.
select
    team_id,
    skill_key,
    member_count,
    sum(at_level_count) as at_levels_count,
    none_count,
    stale_count,
    not_assessed_count
from {{ ref('rpt_team_coverage') }}
group by
    team_id,
    skill_key,
    member_count,
    none_count,
    stale_count,
    not_assessed_count
having
    sum(at_level_count) + none_count + stale_count + not_assessed_count <> member_count

-- What would a team no longer cover without a member, and what would then hang on one?
select
    team_path,
    full_name,
    uncovered_skills,
    single_skills,
    lost_share
from {{ ref('rpt_leaver_impact') }}
where is_direct and uncovered_count + single_count > 0
order by team_path, full_name
limit 10

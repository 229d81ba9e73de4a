-- Which essential skills of each team does one member cover alone, or nobody, and is
-- there somebody one level below who could grow into it?
select
    team_path,
    skill_name,
    cover_status,
    only_full_name,
    deputy_count,
    lapsed_count
from {{ ref('rpt_single_points_of_failure') }}
where cover_status in ('uncovered', 'single') and importance = 'essential'
order by team_path, skill_order

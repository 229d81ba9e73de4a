-- In which of the skills that a team needs does it stand furthest from the rest?
select
    team_path,
    skill_name,
    covering_share,
    rest_covering_share,
    difference,
    member_count,
    rest_member_count
from {{ ref('rpt_team_benchmarks') }}
where is_required and not is_hidden
order by team_path asc, abs(difference) desc, skill_order asc
limit 10

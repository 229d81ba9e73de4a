-- Who is below the level that their role requires, and in what?
select
    full_name,
    role_name,
    skill_name,
    held_level,
    required_level,
    importance
from {{ ref('rpt_role_gaps') }}
where gap_status = 'below'
order by
    gap desc, importance desc, full_name asc, skill_name asc, role_name asc
limit 10

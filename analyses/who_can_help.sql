-- Whom could each person ask for help in the skills in which they are below their role?
select
    full_name,
    skill_name,
    held_level,
    required_level,
    suggestion_number,
    mentor_name,
    mentor_level,
    mentor_verification,
    common_team_name
from {{ ref('rpt_mentors') }}
order by full_name, skill_name, suggestion_number
limit 10

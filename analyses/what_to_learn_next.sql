-- What should each person be able to do next, in the skills that are essential to them?
select
    full_name,
    skill_name,
    step_kind,
    held_level,
    next_level,
    step_number,
    descriptor
from {{ ref('rpt_next_steps') }}
where importance = 'essential'
order by full_name, skill_name, step_number
limit 10

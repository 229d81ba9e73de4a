-- Each person: what comes next in the own roles, with the text of the next level.
select
    person_id,
    skill_name,
    step_kind,
    importance,
    held_level,
    next_level,
    required_level,
    descriptor,
    role_name,
    step_number
from marts.rpt_next_steps
where list_contains($ids, person_id)
order by role_name, skill_name, step_number, descriptor

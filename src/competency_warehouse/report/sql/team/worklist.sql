-- About whom raters should talk to each other.
select
    person_id,
    full_name,
    skill_name,
    first_assessor_type,
    first_assessor_name,
    first_level,
    second_assessor_type,
    second_assessor_name,
    second_level,
    levels_apart,
    days_apart
from marts.rpt_calibration_worklist
order by levels_apart desc, full_name, skill_name, person_id

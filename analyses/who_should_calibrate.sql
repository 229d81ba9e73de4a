-- About whom and what do raters differ by two levels or more, and whose turn is it?
select
    full_name,
    skill_name,
    first_assessor_type,
    first_level,
    first_assessed_on,
    second_assessor_type,
    second_level,
    second_assessed_on,
    turn_assessor_name,
    has_turn_assessor
from {{ ref('rpt_calibration_worklist') }}
order by
    levels_apart desc,
    full_name asc,
    skill_name asc,
    first_assessor_type asc,
    second_assessor_type asc
limit 10

-- Whose level fell from one rating to the next by the same type of assessor?
select
    full_name,
    skill_name,
    assessor_type,
    from_level,
    from_assessed_on,
    to_level,
    to_assessed_on,
    is_same_assessor
from {{ ref('rpt_level_order_violations') }}
order by
    levels_lost desc,
    full_name asc,
    skill_name asc,
    to_assessed_on asc,
    assessor_type asc
limit 10

-- Whom does each release, or draft, make work for, and why?
select
    release_id,
    full_name,
    from_skill_name,
    to_skill_name,
    level,
    reason,
    what_to_do
from {{ ref('rpt_reassessment_worklist') }}
order by
    framework_id, release_id, full_name, from_skill_name, to_skill_name, level, reason
limit 10

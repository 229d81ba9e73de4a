-- What: every requirement that rpt_role_gaps does not call met has steps in
--   rpt_next_steps, numbered from 1 without holes; what is met has none.
-- When it matters: the rules of a gap or of a step change, or descriptors get lost.
-- How to resolve: look up the person, role and skill in both, and the skill's next
--   level in dim_descriptors.
with gaps as (
    select * from {{ ref('rpt_role_gaps') }}
    where gap_status <> 'met'
),

steps as (
    select
        person_id,
        role_id,
        skill_key,
        count(*) as step_count,
        max(step_number) as last_step_number
    from {{ ref('rpt_next_steps') }}
    group by person_id, role_id, skill_key
)

select
    coalesce(gaps.person_id, steps.person_id) as person_id,
    coalesce(gaps.role_id, steps.role_id) as role_id,
    coalesce(gaps.skill_key, steps.skill_key) as skill_key,
    gaps.gap_status,
    steps.step_count,
    steps.last_step_number
from gaps
full outer join steps
    on
        gaps.person_id = steps.person_id
        and gaps.role_id = steps.role_id
        and gaps.skill_key = steps.skill_key
where
    gaps.person_id is null
    or steps.person_id is null
    or steps.step_count <> steps.last_step_number

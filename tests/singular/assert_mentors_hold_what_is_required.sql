-- What: every mentor holds at least the level that the person has to reach, and the
--   person is below it, by fct_person_skills and rpt_role_gaps.
-- When it matters: the rules of a level held, of a gap or of a mentor change.
-- How to resolve: look up both persons and the skill in fct_person_skills.
with required as (
    select
        person_id,
        skill_key,
        max(required_rank) as required_rank
    from {{ ref('rpt_role_gaps') }}
    where gap_status = 'below'
    group by person_id, skill_key
)

select
    mentors.person_id,
    mentors.skill_key,
    mentors.mentor_id,
    required.required_rank,
    held.effective_rank
from {{ ref('rpt_mentors') }} as mentors
left join required
    on
        mentors.person_id = required.person_id
        and mentors.skill_key = required.skill_key
left join {{ ref('fct_person_skills') }} as held
    on
        mentors.mentor_id = held.person_id
        and mentors.skill_key = held.skill_key
where not coalesce(held.effective_rank >= required.required_rank, false)

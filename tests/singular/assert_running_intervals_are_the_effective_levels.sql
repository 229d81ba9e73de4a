-- What: the interval that runs on the as-of date has the effective rank of
--   fct_person_skills, and there is none where nothing is held.
-- When it matters: the level rule or the windows change in one place and not in the
--   other.
-- How to resolve: both follow rule 5; compare the ratings of the person and skill
--   in fct_assessments.
with running as (
    select * from {{ ref('fct_skill_level_intervals') }}
    where is_running
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
    where currency_status in ('current', 'due')
)

select
    running.person_id as running_person_id,
    running.skill_key as running_skill_key,
    running.effective_rank as running_rank,
    person_skills.person_id as held_person_id,
    person_skills.skill_key as held_skill_key,
    person_skills.effective_rank as held_rank
from running
full outer join person_skills
    on
        running.person_id = person_skills.person_id
        and running.skill_key = person_skills.skill_key
where running.effective_rank is distinct from person_skills.effective_rank

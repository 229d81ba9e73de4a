-- What: rpt_assessment_currency has every assessed skill of everyone who is here, with
--   the status of fct_person_skills.
-- When it matters: the rules of currency, or who counts as here, change.
-- How to resolve: look up the person and skill in fct_person_skills and dim_people.
with assessed as (
    select
        person_skills.person_id,
        person_skills.skill_key,
        person_skills.currency_status
    from {{ ref('fct_person_skills') }} as person_skills
    inner join {{ ref('dim_people') }} as people
        on person_skills.person_id = people.person_id
    where
        people.is_current
        and person_skills.currency_status not in ('not_assessed', 'assumed')
)

select
    assessed.person_id,
    assessed.skill_key,
    assessed.currency_status,
    currency.person_id as listed_person_id,
    currency.skill_key as listed_skill_key,
    currency.currency_status as listed_status
from assessed
full outer join {{ ref('rpt_assessment_currency') }} as currency
    on
        assessed.person_id = currency.person_id
        and assessed.skill_key = currency.skill_key
where coalesce(assessed.currency_status <> currency.currency_status, true)

-- Which level does each person hold today in what their roles require, by whose rating,
-- and until when?
select
    people.full_name,
    skills.skill_name,
    held.effective_level,
    held.effective_assessor_type,
    held.effective_verification,
    held.effective_assessed_on,
    held.effective_expires_on
from {{ ref('fct_person_skills') }} as held
inner join {{ ref('dim_people') }} as people on held.person_id = people.person_id
inner join {{ ref('dim_skills') }} as skills on held.skill_key = skills.skill_key
where held.is_required and held.effective_level is not null
order by held.person_id, skills.skill_order, held.skill_key
limit 10

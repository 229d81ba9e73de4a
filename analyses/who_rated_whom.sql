-- Which were the last ratings of people by others, and how well is each proven?
select
    assessments.assessed_on,
    people.full_name,
    skills.skill_name,
    assessments.level,
    assessments.assessor_type,
    assessors.full_name as assessor_name,
    assessments.verification
from {{ ref('fct_assessments') }} as assessments
inner join {{ ref('dim_people') }} as people
    on assessments.person_id = people.person_id
inner join {{ ref('dim_people') }} as assessors
    on assessments.assessor_id = assessors.person_id
inner join {{ ref('dim_skills') }} as skills
    on assessments.skill_key = skills.skill_key
where assessments.assessor_type <> 'self'
order by assessments.assessed_on desc, assessments.assessment_id asc
limit 10

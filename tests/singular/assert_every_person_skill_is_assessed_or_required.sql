-- What: a row of fct_person_skills comes from a rating or from a requirement.
-- When it matters: rows appear from nowhere, or a role's requirements multiply.
-- How to resolve: look up the person in fct_assessments and dim_assignments.
select *
from {{ ref('fct_person_skills') }}
where assessment_count + revoked_count = 0 and not is_required

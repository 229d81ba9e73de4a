-- Which required ratings run out within 90 days, and who renews them?
select
    full_name,
    manager_names,
    skill_name,
    effective_level,
    basis_assessor_type,
    expires_on,
    days_left
from {{ ref('rpt_assessment_currency') }}
where is_required and days_left between 1 and 90
order by expires_on, full_name, skill_name

-- What can each person do in the skills of their roles, and how sure is it?
select
    full_name,
    skill_name,
    effective_level,
    currency_status,
    last_known_level,
    last_known_assessed_on
from {{ ref('rpt_person_skill_matrix') }}
where is_required
order by person_id, skill_key
limit 10

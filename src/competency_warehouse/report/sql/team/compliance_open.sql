-- Essential requirements for which something has to be done.
select
    person_id,
    full_name,
    role_name,
    skill_name,
    required_level,
    held_level,
    compliance_status,
    until_on
from marts.rpt_compliance_status
where not is_compliant and is_counted
order by full_name, role_name, skill_name, person_id

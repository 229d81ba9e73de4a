-- What has to be renewed: stale first, then what is due.
select
    person_id,
    full_name,
    team_names,
    manager_names,
    skill_name,
    currency_status,
    last_known_level,
    basis_assessed_on,
    expires_on,
    days_left
from marts.rpt_assessment_currency
where currency_status in ('stale', 'due') and is_required
order by days_left, full_name, skill_name, person_id

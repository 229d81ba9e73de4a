-- Each person: readiness for the own roles and the next ones.
select
    person_id,
    role_name,
    is_own_role,
    readiness_status,
    essential_met_count,
    essential_count,
    desirable_met_count,
    desirable_count,
    below_count,
    stale_count,
    not_assessed_count,
    blockers,
    role_id
from marts.rpt_role_readiness
where list_contains($ids, person_id)
order by is_own_role desc, role_name, role_id

-- Roles held by enough people: how many meet what it requires, rounded.
select
    role_name,
    skill_name,
    subdomain_name,
    importance,
    required_level,
    people_count,
    met_count,
    below_count,
    stale_count,
    not_assessed_count,
    met_share
from release.rls_role_gaps
order by role_name, role_id, skill_name, skill_key

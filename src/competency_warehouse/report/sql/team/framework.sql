-- Every skill in force at every level, with its descriptors.
select
    subdomain_name,
    skill_name,
    level_name,
    level_state,
    descriptors,
    domain_name,
    level_rank,
    skill_key
from marts.rpt_framework_matrix
where is_in_force
order by skill_order, skill_key, level_rank

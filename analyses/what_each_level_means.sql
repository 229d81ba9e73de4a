-- What does each level of each skill mean in the release now in force?
select
    skill_name,
    level_name,
    descriptors
from {{ ref('rpt_framework_matrix') }}
where is_in_force
order by skill_order, level_rank
limit 6

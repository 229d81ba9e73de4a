-- What may others know of how far roles meet their requirements? NULL is withheld.
select
    role_name,
    skill_name,
    required_level,
    met_count,
    people_count
from {{ ref('rls_role_gaps') }}
order by role_name, skill_name
limit 10

-- Which release of each framework was in force when, and how large is it?
select
    framework_id,
    release_id,
    status,
    valid_from,
    valid_to,
    skill_count,
    descriptor_count,
    is_in_force
from {{ ref('dim_framework_releases') }}
order by framework_id, released_on, release_id

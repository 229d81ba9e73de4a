-- What changes in each release, and what is still to be confirmed or refused?
select
    release_id,
    change,
    from_skill_name,
    to_skill_name,
    basis,
    score,
    note
from {{ ref('rpt_release_changes') }}
where change <> 'unchanged'
order by
    framework_id asc,
    release_id asc,
    is_confirmed desc,
    change asc,
    from_skill_name asc,
    to_skill_name asc

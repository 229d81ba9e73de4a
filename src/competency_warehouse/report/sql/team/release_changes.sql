-- What changed from one release to the next, skill by skill.
select
    base_release_id,
    release_id,
    change,
    from_skill_name,
    to_skill_name,
    from_place,
    to_place,
    basis,
    is_confirmed,
    note
from marts.rpt_release_changes
order by release_id, change, from_skill_name, to_skill_name, change_key

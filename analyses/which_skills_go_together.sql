-- Which skills do the same people hold? The persons are pseudonyms, and some are left
-- out, so read the order and not the numbers. Without a key there are no persons.
select
    firsts.skill_name as first_skill,
    seconds.skill_name as second_skill,
    count(*) as people_count
from {{ ref('rls_person_skills') }} as firsts
inner join {{ ref('rls_person_skills') }} as seconds
    on
        firsts.person_key = seconds.person_key
        and firsts.skill_key < seconds.skill_key
group by firsts.skill_name, seconds.skill_name
having count(*) >= {{ var('suppression_threshold') }}
order by people_count desc, first_skill asc, second_skill asc

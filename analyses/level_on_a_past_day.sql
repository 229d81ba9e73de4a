-- Which level did each person hold in each skill on 30 June 2025?
select
    people.full_name,
    skills.skill_name,
    intervals.level
from {{ ref('fct_skill_level_intervals') }} as intervals
inner join {{ ref('dim_people') }} as people on intervals.person_id = people.person_id
inner join {{ ref('dim_skills') }} as skills on intervals.skill_key = skills.skill_key
where
    intervals.valid_from <= cast('2025-06-30' as date)
    and coalesce(intervals.valid_to > cast('2025-06-30' as date), true)
order by people.full_name, skills.skill_order
limit 10

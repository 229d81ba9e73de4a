-- Who reached which level in the last year, and how many months after the one below?
select
    people.full_name,
    skills.skill_name,
    transitions.level,
    transitions.reached_on,
    transitions.months_between
from {{ ref('fct_level_transitions') }} as transitions
inner join {{ ref('dim_people') }} as people
    on transitions.person_id = people.person_id
inner join {{ ref('dim_skills') }} as skills
    on transitions.skill_key = skills.skill_key
cross join {{ ref('qly_build_info') }} as build
where
    transitions.level_rank > 0
    and transitions.from_rank is not null
    and not transitions.is_skipped
    and transitions.reached_on > build.as_of_date - interval '1' year
order by
    transitions.reached_on desc,
    people.full_name asc,
    skills.skill_name asc,
    transitions.level_rank asc
limit 10

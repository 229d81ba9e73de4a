-- What does each role require, the essential first?
select
    named_roles.role_name,
    skills.skill_name,
    needs.required_level,
    needs.importance
from {{ ref('fct_role_requirements') }} as needs
inner join {{ ref('dim_roles') }} as named_roles
    on needs.role_id = named_roles.role_id
inner join {{ ref('dim_skills') }} as skills
    on needs.skill_key = skills.skill_key
where needs.is_in_force
order by
    named_roles.role_name asc,
    needs.role_id asc,
    needs.importance desc,
    skills.skill_order asc,
    needs.skill_key asc
limit 10

-- Each person: the level held in each skill, and what the own and next roles require.
with required as (
    select
        readiness.person_id,
        requirements.skill_key,
        max(requirements.required_rank) filter (where readiness.is_own_role)
            as own_rank,
        max(requirements.required_rank) filter (where readiness.is_next_role)
            as next_rank,
        string_agg(distinct requirements.importance, ', ' order by requirements.importance desc)
            filter (where readiness.is_own_role) as importance
    from marts.rpt_role_readiness as readiness
    inner join marts.fct_role_requirements as requirements using (role_id)
    where list_contains($ids, readiness.person_id) and requirements.is_in_force
    group by readiness.person_id, requirements.skill_key
),

held as (
    select *
    from marts.rpt_person_skill_matrix
    where list_contains($ids, person_id)
)

select
    person_id,
    skills.skill_name,
    coalesce(held.currency_status, 'not_assessed') as currency_status,
    held.effective_level,
    held.effective_rank,
    held.last_known_level,
    held.last_known_assessed_on,
    own.level as own_role_level,
    required.own_rank as own_role_rank,
    next_levels.level as next_role_level,
    required.next_rank as next_role_rank,
    required.importance,
    skills.skill_order
from required
full outer join held using (person_id, skill_key)
inner join marts.dim_skills as skills using (skill_key)
left join marts.dim_levels as own
    on skills.framework_id = own.framework_id and required.own_rank = own.level_rank
left join marts.dim_levels as next_levels
    on
        skills.framework_id = next_levels.framework_id
        and required.next_rank = next_levels.level_rank
order by skills.skill_order, skills.skill_key

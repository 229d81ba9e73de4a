-- People of today, with their teams and how far they are in their own roles.
with memberships as (
    select
        assignments.person_id,
        string_agg(distinct teams.team_name, '; ' order by teams.team_name)
            as team_names,
        string_agg(distinct roles.role_name, '; ' order by roles.role_name)
            as role_names
    from marts.dim_assignments as assignments
    inner join marts.dim_teams as teams using (team_id)
    inner join marts.dim_roles as roles using (role_id)
    where assignments.is_current
    group by assignments.person_id
),

gaps as (
    select
        person_id,
        count(*) as required_count,
        count(*) filter (where gap_status = 'met') as met_count,
        count(*) filter (where gap_status = 'below') as below_count,
        count(*) filter (where gap_status in ('stale', 'not_assessed'))
            as unknown_count
    from marts.rpt_role_gaps
    group by person_id
)

select
    people.person_id,
    people.full_name,
    memberships.team_names,
    memberships.role_names,
    coalesce(gaps.required_count, 0) as required_count,
    coalesce(gaps.met_count, 0) as met_count,
    coalesce(gaps.below_count, 0) as below_count,
    coalesce(gaps.unknown_count, 0) as unknown_count
from marts.dim_people as people
left join memberships using (person_id)
left join gaps using (person_id)
where people.is_current
order by people.person_id

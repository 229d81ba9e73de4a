select
    dim_teams.team_id,
    dim_teams.team_name,
    cast(count(distinct rpt_role_gaps.person_id) as integer) as person_count,
    cast(count(*) as integer) as open_count,
    cast(
        count(*) filter (where rpt_role_gaps.gap_status in ('not_assessed', 'stale')) as integer
    ) as unknown_count
from {{ ref('competency_warehouse', 'rpt_role_gaps') }} as rpt_role_gaps
inner join {{ ref('competency_warehouse', 'bridge_team_members') }} as bridge_team_members
    using (person_id)
inner join {{ ref('competency_warehouse', 'dim_teams') }} as dim_teams
    using (team_id)
where rpt_role_gaps.gap_status <> 'met'
group by all

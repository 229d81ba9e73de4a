-- Teams with members, the whole first: what each covers, and what hangs on few.
with cover as (
    select
        team_id,
        count(*) filter (where cover_status = 'uncovered') as uncovered_count,
        count(*) filter (where cover_status = 'single') as single_count,
        count(*) filter (where cover_status <> 'covered' and importance = 'essential')
            as essential_exposed_count
    from marts.rpt_single_points_of_failure
    group by team_id
)

select
    teams.team_id,
    teams.team_name,
    teams.team_path,
    teams.parent_team_id,
    teams.team_depth,
    bus.member_count,
    bus.required_count,
    bus.covered_count,
    coalesce(cover.uncovered_count, 0) as uncovered_count,
    coalesce(cover.single_count, 0) as single_count,
    coalesce(cover.essential_exposed_count, 0) as essential_exposed_count,
    bus.bus_factor,
    bus.bus_factor_floor,
    bus.is_exact,
    bus.essential_skill_name,
    bus.essential_smallest_cover
from marts.rpt_team_bus_factor as bus
inner join marts.dim_teams as teams using (team_id)
left join cover using (team_id)
order by
    teams.team_depth,
    case when teams.team_depth = 0 then -bus.member_count else 0 end,
    teams.team_path,
    teams.team_id

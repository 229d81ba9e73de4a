-- Teams (the given ones) by skill: members in each state. The share is of the members.
with states as (
    select
        coverage.team_id,
        coverage.skill_key,
        coverage.level || ' or above' as state,
        coverage.level_rank as state_order,
        coverage.at_or_above_count as state_count
    from marts.rpt_team_coverage as coverage
    where list_contains($team_ids, coverage.team_id)
    union all
    select
        coverage.team_id,
        coverage.skill_key,
        'none',
        100,
        coverage.none_count
    from marts.rpt_team_coverage as coverage
    where list_contains($team_ids, coverage.team_id) and coverage.level_rank = 1
    union all
    select
        coverage.team_id,
        coverage.skill_key,
        'stale',
        101,
        coverage.stale_count
    from marts.rpt_team_coverage as coverage
    where list_contains($team_ids, coverage.team_id) and coverage.level_rank = 1
    union all
    select
        coverage.team_id,
        coverage.skill_key,
        'not assessed',
        102,
        coverage.not_assessed_count
    from marts.rpt_team_coverage as coverage
    where list_contains($team_ids, coverage.team_id) and coverage.level_rank = 1
)

select
    bus.team_name,
    skills.skill_name,
    states.state,
    states.state_count,
    bus.member_count,
    states.state_count / bus.member_count as state_share,
    spof.skill_key is not null as is_required,
    states.team_id,
    states.skill_key,
    skills.skill_order,
    states.state_order
from states
inner join marts.rpt_team_bus_factor as bus using (team_id)
inner join marts.dim_skills as skills using (skill_key)
left join marts.rpt_single_points_of_failure as spof
    on states.team_id = spof.team_id and states.skill_key = spof.skill_key
order by
    states.state_order,
    skills.skill_order,
    states.skill_key,
    list_position($team_ids, states.team_id)

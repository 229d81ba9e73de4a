-- How many members can each team lose before over half of what it covers is gone, and
-- which essential skill hangs on the fewest?
select
    team_path,
    case
        when is_exact then 'exactly'
        else concat('at least ', bus_factor_floor, ', at most')
    end as basis,
    bus_factor,
    leaver_ids,
    essential_skill_name,
    essential_smallest_cover
from {{ ref('rpt_team_bus_factor') }}
where bus_factor is not null
order by team_path

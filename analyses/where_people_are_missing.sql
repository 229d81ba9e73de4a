-- In which skills and levels does the organisation have fewer people than its roles
-- need?
select
    skill_name,
    level,
    demand_count,
    supply_count,
    balance_count,
    stale_count + not_assessed_count as unknown_count
from {{ ref('rpt_supply_demand') }}
where balance_count < 0
order by balance_count, skill_order, level_rank
limit 10

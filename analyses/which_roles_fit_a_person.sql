-- Which three roles fit each person best, apart from those they hold?
select
    full_name,
    role_name,
    fit_rank,
    essential_met_count,
    essential_count,
    unknown_count,
    essential_attainment
from {{ ref('rpt_role_fit') }}
where fit_rank <= 3 and not is_own_role
order by full_name, fit_rank, role_name
limit 10

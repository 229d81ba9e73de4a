-- What share still waits for each level after so many days, over all skills, and within
-- which bounds (95 %, by the normal approximation)?
select
    level,
    elapsed_days,
    at_risk_count,
    waiting_share,
    greatest(waiting_share - 1.96 * standard_error, 0) as lower_share,
    least(waiting_share + 1.96 * standard_error, 1) as upper_share
from {{ ref('rpt_level_progress_curve') }}
where scope = 'framework' and reached_count > 0
order by level, elapsed_days
limit 10

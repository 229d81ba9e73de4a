-- How long does it take from one level to the next, skill by skill?
select
    skill_name,
    from_level,
    level,
    subject_count,
    reached_count,
    median_days,
    reached_within_12_months_share,
    naive_mean_days
from {{ ref('rpt_level_progress') }}
where scope = 'skill'
order by skill_name, level_rank
limit 10

-- What: in each team, the skills that members would leave uncovered are as many as its
--   single ones, and those that would become single are counted by two members each.
-- When it matters: the rule of cover changes in one of two marts.
-- How to resolve: look up the team in rpt_single_points_of_failure.
with covers as (
    select
        team_id,
        sum(case when covering_count = 1 then 1 else 0 end) as single_count,
        sum(case when covering_count = 2 then 1 else 0 end) as double_count
    from {{ ref('rpt_single_points_of_failure') }}
    group by team_id
),

impacts as (
    select
        team_id,
        sum(uncovered_count) as uncovered_count,
        sum(single_count) as single_count
    from {{ ref('rpt_leaver_impact') }}
    group by team_id
)

select
    impacts.team_id,
    impacts.uncovered_count,
    covers.single_count,
    impacts.single_count as becoming_single_count,
    covers.double_count
from impacts
left join covers on impacts.team_id = covers.team_id
where
    impacts.uncovered_count <> coalesce(covers.single_count, 0)
    or impacts.single_count <> 2 * coalesce(covers.double_count, 0)

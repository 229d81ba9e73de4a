with levels as (
    select
        framework_id,
        level_rank,
        row_number() over (partition by framework_id order by level_rank)
            as level_number
    from {{ ref('dim_levels') }}
    where is_declared
),

scales as (
    select
        framework_id as scale_id,
        level_rank,
        level_number
    from levels
    union all
    -- Whether a role's requirement is met: a scale of one level.
    select
        'met' as scale_id,
        1 as level_rank,
        1 as level_number
)

select
    scale_id,
    level_rank + 2 as place,
    case when level_number = 1 then 1 else level_number + 1 end as cut_order
from scales
union all
select distinct
    scale_id,
    1 as place,
    2 as cut_order
from scales
union all
select
    scale_id,
    2 as place,
    max(level_number) + 2 as cut_order
from scales
group by scale_id

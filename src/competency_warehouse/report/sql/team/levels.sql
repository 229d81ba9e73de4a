-- Levels of the frameworks, from the least; none is the first.
select
    level,
    min(level_rank) as level_rank
from marts.dim_levels
group by level
order by level_rank, level

-- Self against manager: pairs by both levels. Only pairs of rule 10, near in time, and
-- nothing where there are too few.
with agreement as (
    select framework_id
    from marts.rpt_rater_agreement
    where
        scope = 'organisation'
        and first_assessor_type = 'self'
        and second_assessor_type = 'manager'
        and not is_hidden
)

select
    pairs.framework_id,
    self_levels.level as self_level,
    manager_levels.level as manager_level,
    count(*) as pair_count,
    pairs.first_rank as self_rank,
    pairs.second_rank as manager_rank
from marts.fct_rater_pairs as pairs
inner join agreement using (framework_id)
inner join marts.dim_levels as self_levels
    on
        pairs.framework_id = self_levels.framework_id
        and pairs.first_rank = self_levels.level_rank
inner join marts.dim_levels as manager_levels
    on
        pairs.framework_id = manager_levels.framework_id
        and pairs.second_rank = manager_levels.level_rank
where
    pairs.first_assessor_type = 'self'
    and pairs.second_assessor_type = 'manager'
    and pairs.is_comparable
group by all
order by pairs.framework_id, self_rank, manager_rank

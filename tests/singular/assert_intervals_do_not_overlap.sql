-- What: no stretch of a person and skill begins before the one before it has ended,
--   and neighbours without a gap have different ranks.
-- When it matters: the making of intervals changes.
-- How to resolve: look up the change points of the person and skill in
--   fct_assessments.
with ordered as (
    select
        *,
        lag(valid_to) over (
            partition by person_id, skill_key order by valid_from
        ) as previous_valid_to,
        lag(effective_rank) over (
            partition by person_id, skill_key order by valid_from
        ) as previous_rank,
        row_number() over (
            partition by person_id, skill_key order by valid_from
        ) as stretch_number
    from {{ ref('fct_skill_level_intervals') }}
)

select *
from ordered
where
    stretch_number > 1
    and (
        previous_valid_to is null
        or previous_valid_to > valid_from
        or (previous_valid_to = valid_from and previous_rank = effective_rank)
    )

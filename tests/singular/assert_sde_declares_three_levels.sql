-- What: the SDE framework declares just entry, mid and senior, ranked 1 to 3.
-- When it matters: a level is added to or lost from
--   seeds/framework/framework_levels.csv.
-- How to resolve: correct the levels of the export; another scale belongs to
--   another framework_id.
with levels as (
    select
        level,
        level_rank
    from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted' and framework_id = 'sde'
),

expected as (
    select
        'entry' as level,
        1 as level_rank
    union all
    select
        'mid' as level,
        2 as level_rank
    union all
    select
        'senior' as level,
        3 as level_rank
),

-- An export without the SDE framework has nothing to show.
has_sde as (
    select count(*) > 0 as is_there from levels
)

select
    levels.level as declared_level,
    levels.level_rank as declared_rank,
    expected.level as expected_level,
    expected.level_rank as expected_rank
from levels
full outer join expected
    on levels.level = expected.level and levels.level_rank = expected.level_rank
cross join has_sde
where
    (levels.level is null or expected.level is null)
    and has_sde.is_there

-- depends_on: {{ ref('int_build_passed') }}
with levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

-- Below the first level: assessed, and no level reached. Every framework has it.
below_levels as (
    select distinct
        framework_id,
        'none' as level,
        'None' as level_name,
        'Assessed, and found below the first level.' as summary,
        0 as level_rank
    from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

declared as (
    select
        framework_id,
        level,
        level_name,
        summary,
        level_rank
    from levels
    union all
    select
        framework_id,
        level,
        level_name,
        summary,
        level_rank
    from below_levels
),

final as (
    select
        {{ surrogate_key(['framework_id', 'level']) }} as level_key,
        framework_id,
        level,
        level_name,
        summary,
        level_rank,
        level_rank > 0 as is_declared
    from declared
)

select * from final

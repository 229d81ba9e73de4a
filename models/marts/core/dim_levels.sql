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

-- The level that covers a skill in a team: the one that the policy names, else the
-- second, else the first.
cover_levels as (
    select
        framework_id,
        coalesce(
            max(
                case
                    when level = {{ dbt.string_literal(var('cover_level') | lower) }}
                        then level_rank
                end
            ),
            max(case when level_number = 2 then level_rank end),
            max(level_rank)
        ) as cover_rank
    from (
        select
            *,
            row_number() over (
                partition by framework_id order by level_rank
            ) as level_number
        from levels
    ) as numbered
    group by framework_id
),

final as (
    select
        {{ surrogate_key(['declared.framework_id', 'declared.level']) }} as level_key,
        declared.framework_id,
        declared.level,
        declared.level_name,
        declared.summary,
        declared.level_rank,
        declared.level_rank > 0 as is_declared,
        coalesce(declared.level_rank = cover_levels.cover_rank, false)
            as is_cover_level
    from declared
    left join cover_levels on declared.framework_id = cover_levels.framework_id
)

select * from final

{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}"
) }}

with intervals as (
    select intervals.*
    from {{ ref('fct_skill_level_intervals') }} as intervals
    {{ join_concerned('intervals.person_id', 'intervals.skill_key') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

compared as (
    select
        person_id,
        skill_key,
        effective_rank,
        valid_from,
        lag(effective_rank) over (
            partition by person_id, skill_key order by valid_from
        ) as from_rank,
        max(effective_rank) over (
            partition by person_id, skill_key order by valid_from
            rows between unbounded preceding and 1 preceding
        ) as highest_rank_before
    from intervals
),

-- A stretch reaches every level above the highest one before it, up to its own.
reached as (
    select
        compared.person_id,
        compared.skill_key,
        levels.level_key,
        levels.level,
        levels.level_rank,
        compared.from_rank,
        levels.level_rank < compared.effective_rank as is_skipped,
        compared.valid_from as reached_on
    from compared
    inner join skills on compared.skill_key = skills.skill_key
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and compared.effective_rank >= levels.level_rank
            and coalesce(compared.highest_rank_before, -1) < levels.level_rank
),

-- Who jumped over the level below, or began above it, was never seen to leave it.
followed as (
    select
        *,
        lag(case when not is_skipped then reached_on end) over (
            partition by person_id, skill_key order by level_rank
        ) as previous_reached_on
    from reached
),

timed as (
    select
        *,
        {{ dbt.datediff(
            'previous_reached_on', 'reached_on', 'day'
        ) }} as days_between
    from followed
),

final as (
    select
        person_id,
        skill_key,
        level_key,
        level,
        level_rank,
        from_rank,
        cast(days_between as integer) as days_between,
        cast(days_between as double) / 30.4375 as months_between,
        is_skipped,
        previous_reached_on,
        reached_on
    from timed
)

select * from final

with skill_levels as (
    select * from {{ ref('int_skill_levels_classified') }}
),

descriptors as (
    select * from {{ ref('int_descriptors_worded') }}
),

levels as (
    select
        framework_id,
        release_id,
        skill_id,
        level,
        {{ join_ordered('descriptor', "'; '", 'position') }} as text,
        count(*) as descriptor_count,
        sum(word_count) as word_count,
        max(case
            when {{ has_fault('placeholder_text', 'descriptor') }} then 1 else 0
        end) as has_placeholder
    from descriptors
    group by framework_id, release_id, skill_id, level
),

ranked as (
    select
        levels.*,
        row_number() over (
            partition by levels.framework_id, levels.release_id, levels.skill_id
            order by levels.descriptor_count desc, skill_levels.level_rank asc
        ) as fullness
    from levels
    inner join skill_levels
        on
            levels.framework_id = skill_levels.framework_id
            and levels.release_id = skill_levels.release_id
            and levels.skill_id = skill_levels.skill_id
            and levels.level = skill_levels.level
),

fullest as (
    select * from ranked
    where fullness = 1
),

found as (
    select
        framework_id,
        release_id,
        skill_id,
        level,
        concat('level_', level_state) as rule,
        cast(null as {{ dbt.type_string() }}) as text,
        cast(null as {{ dbt.type_string() }}) as other_level,
        cast(null as bigint) as other_count
    from skill_levels
    where level_state in ('missing', 'empty')
    union all
    -- A placeholder is a finding of its own, and is short.
    select
        framework_id,
        release_id,
        skill_id,
        level,
        'thin_level' as rule,
        text,
        cast(null as {{ dbt.type_string() }}) as other_level,
        cast(null as bigint) as other_count
    from levels
    where word_count < 4 and has_placeholder = 0
    union all
    select
        ranked.framework_id,
        ranked.release_id,
        ranked.skill_id,
        ranked.level,
        'unbalanced_levels' as rule,
        ranked.text,
        fullest.level as other_level,
        fullest.descriptor_count as other_count
    from ranked
    inner join fullest
        on
            ranked.framework_id = fullest.framework_id
            and ranked.release_id = fullest.release_id
            and ranked.skill_id = fullest.skill_id
    where ranked.descriptor_count = 1 and fullest.descriptor_count >= 4
)

select * from found

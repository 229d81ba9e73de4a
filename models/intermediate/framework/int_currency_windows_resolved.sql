with skills as (
    select distinct
        framework_id,
        node_id as skill_id
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

levels as (
    select
        framework_id,
        level
    from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

windows as (
    select * from {{ ref('int_currency_windows_checked') }}
    where record_state = 'accepted'
),

declared as (
    select
        skills.framework_id,
        skills.skill_id,
        levels.level,
        -- The most particular window counts: skill and level, skill, level, framework.
        coalesce(
            by_skill_and_level.months,
            by_skill.months,
            by_level.months,
            by_framework.months,
            {{ var('currency_months') }}
        ) as months
    from skills
    inner join levels on skills.framework_id = levels.framework_id
    left join windows as by_skill_and_level
        on
            skills.framework_id = by_skill_and_level.framework_id
            and skills.skill_id = by_skill_and_level.skill_id
            and levels.level = by_skill_and_level.level
    left join windows as by_skill
        on
            skills.framework_id = by_skill.framework_id
            and skills.skill_id = by_skill.skill_id
            and by_skill.level is null
    left join windows as by_level
        on
            skills.framework_id = by_level.framework_id
            and levels.level = by_level.level
            and by_level.skill_id is null
    left join windows as by_framework
        on
            skills.framework_id = by_framework.framework_id
            and by_framework.skill_id is null
            and by_framework.level is null
)

select
    framework_id,
    skill_id,
    level,
    months
from declared
union all
select
    framework_id,
    skill_id,
    'none' as level,
    {{ var('currency_months') }} as months
from skills

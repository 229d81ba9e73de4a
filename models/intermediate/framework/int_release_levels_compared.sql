with linked as (
    select * from {{ ref('int_release_skills_linked') }}
),

proposed as (
    select * from {{ ref('int_release_skills_proposed') }}
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

level_texts as (
    select * from {{ ref('int_skill_levels_worded') }}
),

pairs as (
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id
    from linked
    where link not in ('removed', 'added') and not has_same_text
    union all
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id
    from proposed
),

compared as (
    select
        pairs.framework_id,
        pairs.release_id,
        pairs.from_skill_id,
        pairs.to_skill_id,
        levels.level,
        case
            when old_texts.level is null and new_texts.level is null then 'same'
            when old_texts.level is null then 'added'
            when new_texts.level is null then 'lost'
            when old_texts.plain_text <> new_texts.plain_text then 'reworded'
            else 'same'
        end as level_change,
        levels.level_rank
    from pairs
    inner join levels on pairs.framework_id = levels.framework_id
    left join level_texts as old_texts
        on
            pairs.framework_id = old_texts.framework_id
            and pairs.base_release_id = old_texts.release_id
            and pairs.from_skill_id = old_texts.skill_id
            and levels.level = old_texts.level
    left join level_texts as new_texts
        on
            pairs.framework_id = new_texts.framework_id
            and pairs.release_id = new_texts.release_id
            and pairs.to_skill_id = new_texts.skill_id
            and levels.level = new_texts.level
)

select * from compared
where level_change <> 'same'

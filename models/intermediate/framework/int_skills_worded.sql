with skills as (
    select
        framework_id,
        release_id,
        node_id as skill_id,
        name as skill_name,
        description
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

identities as (
    select * from {{ ref('int_skill_identities') }}
),

texts as (
    select
        framework_id,
        release_id,
        skill_id,
        {{ join_ordered('level_text', "chr(10)", 'level_rank') }} as level_texts,
        {{ join_ordered(
            "concat(level, ': ', plain_text)", "chr(10)", 'level_rank'
        ) }} as plain_texts
    from {{ ref('int_skill_levels_worded') }}
    group by framework_id, release_id, skill_id
)

select
    skills.framework_id,
    skills.release_id,
    skills.skill_id,
    identities.identity_key,
    skills.skill_name,
    concat_ws(chr(10), skills.description, texts.level_texts) as skill_text,
    coalesce({{ plain_words('skills.skill_name') }}, '') as plain_name,
    concat_ws(
        chr(10),
        coalesce({{ plain_words('skills.description') }}, ''),
        texts.plain_texts
    ) as plain_text
from skills
inner join identities
    on
        skills.framework_id = identities.framework_id
        and skills.release_id = identities.release_id
        and skills.skill_id = identities.skill_id
left join texts
    on
        skills.framework_id = texts.framework_id
        and skills.release_id = texts.release_id
        and skills.skill_id = texts.skill_id

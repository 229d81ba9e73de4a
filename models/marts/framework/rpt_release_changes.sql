with linked as (
    select * from {{ ref('int_release_skills_linked') }}
),

proposed as (
    select * from {{ ref('int_release_skills_proposed') }}
),

scored as (
    select * from {{ ref('int_release_skills_scored') }}
),

releases as (
    select * from {{ ref('dim_framework_releases') }}
),

skills as (
    select
        *,
        coalesce({{ plain_words('skill_name') }}, '') as plain_name,
        coalesce({{ plain_words('skill_description') }}, '') as plain_description,
        concat_ws(' > ', domain_name, subdomain_name) as place
    from {{ ref('dim_skills') }}
),

levels_compared as (
    select
        framework_id,
        release_id,
        from_skill_id,
        to_skill_id,
        {{ join_ordered(
            "case when level_change = 'added' then level end", "', '", 'level_rank'
        ) }} as levels_added,
        {{ join_ordered(
            "case when level_change = 'lost' then level end", "', '", 'level_rank'
        ) }} as levels_lost,
        {{ join_ordered(
            "case when level_change = 'reworded' then level end", "', '", 'level_rank'
        ) }} as levels_reworded
    from {{ ref('int_release_levels_compared') }}
    group by framework_id, release_id, from_skill_id, to_skill_id
),

pairs as (
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id,
        link,
        basis,
        note
    from linked
    union all
    select
        framework_id,
        base_release_id,
        release_id,
        from_skill_id,
        to_skill_id,
        link,
        'similarity' as basis,
        cast(null as {{ dbt.type_string() }}) as note
    from proposed
),

described as (
    select
        pairs.framework_id,
        pairs.base_release_id,
        pairs.release_id,
        pairs.from_skill_id,
        pairs.to_skill_id,
        pairs.link,
        pairs.basis,
        pairs.note,
        old_skills.skill_key as from_skill_key,
        new_skills.skill_key as to_skill_key,
        old_skills.skill_name as from_skill_name,
        new_skills.skill_name as to_skill_name,
        old_skills.place as from_place,
        new_skills.place as to_place,
        levels_compared.levels_added,
        levels_compared.levels_lost,
        levels_compared.levels_reworded,
        case
            when old_skills.skill_id is null or new_skills.skill_id is null then null
            when scored.release_id is null then 1
            when pairs.link = 'split' then scored.to_share
            when pairs.link = 'merged' then scored.from_share
            else scored.similarity
        end as score,
        coalesce(
            old_skills.domain_id <> new_skills.domain_id
            or old_skills.subdomain_id <> new_skills.subdomain_id,
            false
        ) as is_moved,
        coalesce(old_skills.plain_name <> new_skills.plain_name, false) as is_renamed,
        coalesce(
            levels_compared.levels_reworded is not null
            or old_skills.plain_description <> new_skills.plain_description,
            false
        ) as is_reworded
    from pairs
    left join skills as old_skills
        on
            pairs.framework_id = old_skills.framework_id
            and pairs.base_release_id = old_skills.release_id
            and pairs.from_skill_id = old_skills.skill_id
    left join skills as new_skills
        on
            pairs.framework_id = new_skills.framework_id
            and pairs.release_id = new_skills.release_id
            and pairs.to_skill_id = new_skills.skill_id
    left join levels_compared
        on
            pairs.framework_id = levels_compared.framework_id
            and pairs.release_id = levels_compared.release_id
            and pairs.from_skill_id = levels_compared.from_skill_id
            and pairs.to_skill_id = levels_compared.to_skill_id
    left join scored
        on
            pairs.framework_id = scored.framework_id
            and pairs.release_id = scored.release_id
            and pairs.from_skill_id = scored.from_skill_id
            and pairs.to_skill_id = scored.to_skill_id
),

final as (
    select
        {{ surrogate_key([
            'described.framework_id',
            'described.release_id',
            "coalesce(described.from_skill_id, '')",
            "coalesce(described.to_skill_id, '')",
        ]) }} as change_key,
        releases.release_key,
        base_releases.release_key as base_release_key,
        described.from_skill_key,
        described.to_skill_key,
        described.framework_id,
        described.base_release_id,
        described.release_id,
        described.from_skill_id,
        described.to_skill_id,
        described.from_skill_name,
        described.to_skill_name,
        described.from_place,
        described.to_place,
        -- The weightiest that applies.
        case
            when described.link <> 'same' then described.link
            when described.is_moved then 'moved'
            when described.is_renamed then 'renamed'
            when described.levels_lost is not null then 'level_lost'
            when described.levels_added is not null then 'level_added'
            when described.is_reworded then 'reworded'
            else 'unchanged'
        end as change,
        described.basis,
        described.levels_added,
        described.levels_lost,
        described.levels_reworded,
        described.note,
        described.score,
        described.basis <> 'similarity' as is_confirmed,
        described.is_moved,
        described.is_renamed,
        described.is_reworded,
        releases.is_in_force
    from described
    inner join releases
        on
            described.framework_id = releases.framework_id
            and described.release_id = releases.release_id
    inner join releases as base_releases
        on
            described.framework_id = base_releases.framework_id
            and described.base_release_id = base_releases.release_id
)

select * from final

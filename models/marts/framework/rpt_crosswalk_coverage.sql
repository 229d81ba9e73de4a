with crosswalk as (
    select * from {{ ref('int_skill_crosswalk_resolved') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

mapped_frameworks as (
    select distinct
        framework_id,
        external_framework,
        is_external_loaded
    from crosswalk
),

-- Each record twice, seen from either end.
seen_from_ends as (
    select
        framework_id,
        external_framework,
        'outward' as direction,
        skill_id as item_id,
        skill_name as item_name,
        skill_state as item_state,
        external_code as other_id,
        association_rank,
        confidence,
        is_external_loaded,
        is_counted
    from crosswalk
    union all
    select
        framework_id,
        external_framework,
        'inward' as direction,
        external_code as item_id,
        code_name as item_name,
        code_state as item_state,
        skill_id as other_id,
        association_rank,
        confidence,
        is_external_loaded,
        is_counted
    from crosswalk
),

counterparts as (
    select
        framework_id,
        external_framework,
        direction,
        item_id,
        {{ join_ordered('case when is_counted then other_id end', "', '", 'other_id') }}
            as counterparts,
        {{ join_ordered(
            'case when not is_counted then other_id end', "', '", 'other_id'
        ) }} as not_counted,
        min(case when is_counted then association_rank end) as association_rank,
        sum(case when is_counted then 1 else 0 end) as counterpart_count,
        max(case when is_counted then confidence end) as highest_confidence,
        min(case when is_counted then confidence end) as lowest_confidence
    from seen_from_ends
    group by framework_id, external_framework, direction, item_id
),

items as (
    select
        mapped_frameworks.framework_id,
        mapped_frameworks.external_framework,
        'outward' as direction,
        skills.skill_id as item_id,
        skills.skill_key,
        skills.skill_name as item_name,
        'in_force' as item_state,
        mapped_frameworks.is_external_loaded
    from mapped_frameworks
    inner join skills on mapped_frameworks.framework_id = skills.framework_id
    union all
    select
        mapped_frameworks.framework_id,
        mapped_frameworks.external_framework,
        'inward' as direction,
        skills.skill_id as item_id,
        skills.skill_key,
        skills.skill_name as item_name,
        'in_force' as item_state,
        mapped_frameworks.is_external_loaded
    from mapped_frameworks
    inner join skills on mapped_frameworks.external_framework = skills.framework_id
    union all
    -- What the crosswalk alone names: an end that dangles, a code that is not loaded.
    select distinct
        framework_id,
        external_framework,
        direction,
        item_id,
        cast(null as {{ dbt.type_string() }}) as skill_key,
        item_name,
        item_state,
        is_external_loaded
    from seen_from_ends
    where item_state <> 'in_force'
),

final as (
    select
        items.framework_id,
        items.external_framework,
        items.direction,
        items.item_id,
        items.skill_key,
        items.item_name,
        case
            when items.item_state in ('retired', 'coming', 'unknown') then 'dangling'
            when counterparts.counterpart_count > 0 then 'mapped'
            else 'unmapped'
        end as coverage_status,
        case
            when items.item_state in ('retired', 'coming', 'unknown')
                then items.item_state
        end as dangling_reason,
        case counterparts.association_rank
            when 1 then 'exactMatchOf'
            when 2 then 'replacedBy'
            when 3 then 'isPartOf'
        end as best_association,
        counterparts.counterparts,
        counterparts.not_counted,
        cast(coalesce(counterparts.counterpart_count, 0) as integer)
            as counterpart_count,
        counterparts.highest_confidence,
        counterparts.lowest_confidence,
        items.is_external_loaded
    from items
    left join counterparts
        on
            items.framework_id = counterparts.framework_id
            and items.external_framework = counterparts.external_framework
            and items.direction = counterparts.direction
            and items.item_id = counterparts.item_id
)

select * from final

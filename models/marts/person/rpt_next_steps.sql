with gaps as (
    select * from {{ ref('rpt_role_gaps') }}
    where gap_status <> 'met'
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

descriptors as (
    select * from {{ ref('dim_descriptors') }}
    where is_in_force
),

-- The level after each; the first one comes after none.
following_levels as (
    select
        framework_id,
        level_rank,
        lead(level) over (partition by framework_id order by level_rank) as next_level
    from levels
),

goals as (
    select
        gaps.*,
        case gaps.gap_status
            when 'below' then 'learn'
            when 'stale' then 'reassess'
            else 'assess'
        end as step_kind,
        following_levels.next_level
    from gaps
    inner join skills on gaps.skill_key = skills.skill_key
    left join following_levels
        on
            gaps.gap_status = 'below'
            and skills.framework_id = following_levels.framework_id
            and gaps.held_rank = following_levels.level_rank
),

-- A level without text (waived, say) is a step all the same, and one without words.
final as (
    select
        goals.person_id,
        goals.role_id,
        goals.skill_key,
        descriptors.descriptor_key,
        goals.full_name,
        goals.role_name,
        goals.domain_name,
        goals.subdomain_name,
        goals.skill_name,
        goals.importance,
        goals.step_kind,
        goals.held_level,
        goals.last_known_level,
        goals.next_level,
        goals.required_level,
        descriptors.descriptor,
        cast(row_number() over (
            partition by goals.person_id, goals.role_id, goals.skill_key
            order by descriptors.position
        ) as integer) as step_number,
        goals.gap,
        goals.as_of_date
    from goals
    left join descriptors
        on
            goals.skill_key = descriptors.skill_key
            and goals.next_level = descriptors.level
)

select * from final

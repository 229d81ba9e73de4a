with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

fallen as (
    select * from {{ ref('int_level_falls_found') }}
),

final as (
    select
        fallen.to_assessment_id,
        fallen.from_assessment_id,
        fallen.person_id,
        fallen.skill_key,
        fallen.from_assessor_id,
        fallen.to_assessor_id,
        people.full_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        fallen.assessor_type,
        from_levels.level as from_level,
        to_levels.level as to_level,
        fallen.from_rank,
        fallen.to_rank,
        cast(fallen.from_rank - fallen.to_rank as integer) as levels_lost,
        cast(
            {{ dbt.datediff(
                'fallen.from_assessed_on', 'fallen.to_assessed_on', 'day'
            ) }}
            as integer
        ) as days_between,
        fallen.from_assessor_id = fallen.to_assessor_id as is_same_assessor,
        fallen.from_assessed_on,
        fallen.to_assessed_on,
        build.as_of_date
    from fallen
    cross join build
    inner join people on fallen.person_id = people.person_id
    inner join skills on fallen.skill_key = skills.skill_key
    inner join levels as from_levels
        on
            fallen.framework_id = from_levels.framework_id
            and fallen.from_rank = from_levels.level_rank
    inner join levels as to_levels
        on
            fallen.framework_id = to_levels.framework_id
            and fallen.to_rank = to_levels.level_rank
)

select * from final

with build as (
    select * from {{ ref('int_build_passed') }}
),

rater_pairs as (
    select * from {{ ref('fct_rater_pairs') }}
    where is_current and abs(rank_difference) >= 2
),

people as (
    select * from {{ ref('dim_people') }}
),

assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

-- Of pairs that are equally wide, the one of the more trusted types.
numbered as (
    select
        *,
        row_number() over (
            partition by person_id, skill_key
            order by
                abs(rank_difference) desc,
                {{ assessor_priority('second_assessor_type') }} desc,
                {{ assessor_priority('first_assessor_type') }} desc
        ) as pair_number,
        count(*) over (partition by person_id, skill_key) as wide_pair_count,
        -- The older rating knows least of what the person can do now.
        first_assessed_on <= second_assessed_on as is_turn_of_first
    from rater_pairs
),

widest as (
    select
        *,
        case
            when is_turn_of_first then first_assessor_type
            else second_assessor_type
        end as turn_assessor_type,
        case
            when is_turn_of_first then first_assessor_id
            else second_assessor_id
        end as turn_assessor_id
    from numbered
    where pair_number = 1
),

managed as (
    select distinct
        person_id,
        manager_id
    from assignments
    where manager_id is not null
),

final as (
    select
        widest.person_id,
        widest.skill_key,
        widest.first_assessor_id,
        widest.second_assessor_id,
        widest.turn_assessor_id,
        people.full_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        widest.first_assessor_type,
        first_assessors.full_name as first_assessor_name,
        first_levels.level as first_level,
        widest.second_assessor_type,
        second_assessors.full_name as second_assessor_name,
        second_levels.level as second_level,
        widest.turn_assessor_type,
        turn_assessors.full_name as turn_assessor_name,
        widest.first_rank,
        widest.second_rank,
        widest.rank_difference,
        cast(abs(widest.rank_difference) as integer) as levels_apart,
        widest.days_apart,
        cast(widest.wide_pair_count as integer) as wide_pair_count,
        coalesce(turn_assessors.is_current, false)
        and (
            widest.turn_assessor_type <> 'manager' or managed.manager_id is not null
        ) as has_turn_assessor,
        widest.first_assessed_on,
        widest.second_assessed_on,
        build.as_of_date
    from widest
    cross join build
    -- Nobody calibrates the levels of people who have left.
    inner join people on widest.person_id = people.person_id and people.is_current
    inner join skills on widest.skill_key = skills.skill_key
    inner join levels as first_levels
        on
            widest.framework_id = first_levels.framework_id
            and widest.first_rank = first_levels.level_rank
    inner join levels as second_levels
        on
            widest.framework_id = second_levels.framework_id
            and widest.second_rank = second_levels.level_rank
    left join people as first_assessors
        on widest.first_assessor_id = first_assessors.person_id
    left join people as second_assessors
        on widest.second_assessor_id = second_assessors.person_id
    left join people as turn_assessors
        on widest.turn_assessor_id = turn_assessors.person_id
    left join managed
        on
            widest.person_id = managed.person_id
            and widest.turn_assessor_id = managed.manager_id
)

select * from final

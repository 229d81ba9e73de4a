with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    {{ numbered(ref('dim_people'), 'person_id', 'person_number', ['full_name']) }}
),

skills as (
    {{ numbered(ref('dim_skills'), 'skill_key', 'skill_number') }}
),

-- What was judged as a part or the whole of another skill is another judgement.
skills_in_force as (
    select
        counted.skill_key,
        skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join skills on counted.counted_skill_key = skills.skill_key
    where counted.carry_status in ('same', 'carried')
),

-- A self rating says how one sees oneself, not how one rates.
ratings as {{ not_materialized() }} (
    select
        people.person_number,
        skills_in_force.skill_number,
        assessments.assessment_id,
        assessments.assessor_id,
        assessments.framework_id,
        assessments.level_rank,
        assessments.assessed_on,
        assessments.recorded_at
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    where
        not assessments.is_revoked
        and assessments.assessor_type <> 'self'
        and assessments.assessor_id is not null
),

rated as (
    select
        assessor_id,
        framework_id,
        count(*) as rating_count,
        sum(level_rank) as rank_sum
    from ratings
    group by assessor_id, framework_id
),

followed as (
    select
        *,
        {{ next_assessed_on(['person_number', 'skill_number', 'assessor_id']) }}
            as next_assessed_on
    from ratings
),

latest as (
    select * from followed
    where next_assessed_on is null
),

-- The raters of one person and skill are few, so the join is not much larger than they.
compared as (
    select
        latest.assessor_id,
        latest.framework_id,
        count(*) as compared_count,
        count(distinct compared_with.assessor_id) as other_rater_count,
        sum(latest.level_rank - compared_with.level_rank) as difference_sum
    from latest
    inner join latest as compared_with
        on
            latest.person_number = compared_with.person_number
            and latest.skill_number = compared_with.skill_number
            and latest.assessor_id <> compared_with.assessor_id
    where
        abs(
            {{ dbt.datediff('latest.assessed_on', 'compared_with.assessed_on', 'day') }}
        ) <= {{ var('pairing_days') }}
    group by latest.assessor_id, latest.framework_id
),

counted as (
    select
        rated.assessor_id,
        rated.framework_id,
        rated.rating_count,
        rated.rank_sum,
        coalesce(compared.compared_count, 0) as compared_count,
        coalesce(compared.other_rater_count, 0) as other_rater_count,
        compared.difference_sum
    from rated
    left join compared
        on
            rated.assessor_id = compared.assessor_id
            and rated.framework_id = compared.framework_id
),

final as (
    select
        counted.assessor_id,
        counted.framework_id,
        people.full_name as assessor_name,
        cast(counted.rating_count as integer) as rating_count,
        case
            when counted.rating_count >= {{ var('agreement_min_pairs') }}
                then cast(counted.rank_sum as double) / counted.rating_count
        end as mean_rank,
        cast(counted.compared_count as integer) as compared_count,
        cast(counted.other_rater_count as integer) as other_rater_count,
        case
            when counted.compared_count >= {{ var('agreement_min_pairs') }}
                then cast(counted.difference_sum as double) / counted.compared_count
        end as mean_difference,
        counted.compared_count < {{ var('agreement_min_pairs') }} as is_hidden,
        build.as_of_date
    from counted
    cross join build
    left join people on counted.assessor_id = people.person_id
)

select * from final

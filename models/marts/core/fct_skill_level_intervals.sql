with build as (
    select * from {{ ref('int_build_passed') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
),

ratings as (
    select
        assessments.person_id,
        skills_in_force.counted_skill_key as skill_key,
        assessments.level_rank,
        -- Where several are current, the larger number counts.
        row_number() over (
            partition by assessments.person_id, skills_in_force.counted_skill_key
            order by
                {{ rating_order_columns(var('level_rule')).values() | join(', ') }}
        ) as rating_number,
        assessments.assessed_on,
        assessments.expires_on
    from {{ ref('fct_assessments') }} as assessments
    inner join build on assessments.assessed_on <= build.as_of_date
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    where not assessments.is_revoked
),

-- The expiry of a rating is a change point as its making is.
change_points as (
    select
        person_id,
        skill_key,
        assessed_on as changed_on
    from ratings
    union distinct
    select
        ratings.person_id,
        ratings.skill_key,
        ratings.expires_on as changed_on
    from ratings
    inner join build on ratings.expires_on <= build.as_of_date
),

held as (
    select
        change_points.person_id,
        change_points.skill_key,
        change_points.changed_on,
        max_by(ratings.level_rank, ratings.rating_number) as effective_rank
    from change_points
    left join ratings
        on
            change_points.person_id = ratings.person_id
            and change_points.skill_key = ratings.skill_key
            and change_points.changed_on >= ratings.assessed_on
            and change_points.changed_on < ratings.expires_on
    group by
        change_points.person_id,
        change_points.skill_key,
        change_points.changed_on
),

compared as (
    select
        *,
        lag(effective_rank) over (
            partition by person_id, skill_key order by changed_on
        ) as previous_rank
    from held
),

-- Days without a current rating begin a stretch too, one that is left out at the end.
stretches as (
    select
        person_id,
        skill_key,
        effective_rank,
        changed_on as valid_from,
        lead(changed_on) over (
            partition by person_id, skill_key order by changed_on
        ) as valid_to
    from compared
    where effective_rank is distinct from previous_rank
),

final as (
    select
        stretches.person_id,
        stretches.skill_key,
        levels.level_key,
        levels.level,
        stretches.effective_rank,
        stretches.valid_to is null as is_running,
        stretches.valid_from,
        stretches.valid_to
    from stretches
    inner join skills on stretches.skill_key = skills.skill_key
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and stretches.effective_rank = levels.level_rank
    where stretches.effective_rank is not null
)

select * from final

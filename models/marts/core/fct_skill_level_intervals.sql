{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}"
) }}

with build as (
    select * from {{ ref('int_build_passed') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

-- Numbers in place of texts: sorting and grouping ten rows for each rating by them
-- takes far less. They do not leave this model.
people as (
    select
        person_id,
        cast(row_number() over (order by person_id) as integer) as person_number
    from {{ ref('dim_people') }}
),

skills as (
    select
        skill_key,
        framework_id,
        cast(row_number() over (order by skill_key) as integer) as skill_number
    from {{ ref('dim_skills') }}
),

skills_in_force as (
    select
        counted.skill_key,
        counted.counted_skill_key,
        skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join skills on counted.counted_skill_key = skills.skill_key
),

ratings as (
    select
        people.person_number,
        skills_in_force.skill_number,
        assessments.level_rank,
        -- Where several are current, the larger number counts.
        row_number() over (
            partition by people.person_number, skills_in_force.skill_number
            order by
                {{ rating_order_columns(var('level_rule')).values() | join(', ') }}
        ) as rating_number,
        assessments.assessed_on,
        assessments.expires_on
    from {{ ref('fct_assessments') }} as assessments
    inner join build on assessments.assessed_on <= build.as_of_date
    inner join people on assessments.person_id = people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
    {{ join_concerned('assessments.person_id', 'skills_in_force.counted_skill_key') }}
    where not assessments.is_revoked
),

-- The expiry of a rating is a change point as its making is.
change_points as (
    select
        person_number,
        skill_number,
        assessed_on as changed_on
    from ratings
    union distinct
    select
        ratings.person_number,
        ratings.skill_number,
        ratings.expires_on as changed_on
    from ratings
    inner join build on ratings.expires_on <= build.as_of_date
),

held as (
    select
        change_points.person_number,
        change_points.skill_number,
        change_points.changed_on,
        max_by(ratings.level_rank, ratings.rating_number) as effective_rank
    from change_points
    left join ratings
        on
            change_points.person_number = ratings.person_number
            and change_points.skill_number = ratings.skill_number
            and change_points.changed_on >= ratings.assessed_on
            and change_points.changed_on < ratings.expires_on
    group by
        change_points.person_number,
        change_points.skill_number,
        change_points.changed_on
),

compared as (
    select
        *,
        lag(effective_rank) over (
            partition by person_number, skill_number order by changed_on
        ) as previous_rank
    from held
),

-- Days without a current rating begin a stretch too, one that is left out at the end.
stretches as (
    select
        person_number,
        skill_number,
        effective_rank,
        changed_on as valid_from,
        lead(changed_on) over (
            partition by person_number, skill_number order by changed_on
        ) as valid_to
    from compared
    where effective_rank is distinct from previous_rank
),

final as (
    select
        people.person_id,
        skills.skill_key,
        levels.level_key,
        levels.level,
        stretches.effective_rank,
        stretches.valid_to is null as is_running,
        stretches.valid_from,
        stretches.valid_to
    from stretches
    inner join people on stretches.person_number = people.person_number
    inner join skills on stretches.skill_number = skills.skill_number
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and stretches.effective_rank = levels.level_rank
    where stretches.effective_rank is not null
)

select * from final

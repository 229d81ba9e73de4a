with build as (
    select * from {{ ref('int_build_passed') }}
),

assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

levels as (
    select * from {{ ref('dim_levels') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

rated as (
    select * from {{ ref('int_person_skills_rated') }}
),

required as (
    select distinct
        assignments.person_id,
        requirements.skill_key
    from assignments
    inner join requirements on assignments.role_id = requirements.role_id
),

-- What a post to be filled is taken to hold: just what its role requires.
assumed as (
    select
        posts.person_id,
        requirements.skill_key,
        max(requirements.required_rank) as assumed_rank
    from {{ ref('int_assignments_planned') }} as posts
    inner join requirements on posts.role_id = requirements.role_id
    where posts.holds = 'role'
    group by posts.person_id, requirements.skill_key
),

person_skills as (
    select
        coalesce(rated.person_id, required.person_id) as person_id,
        coalesce(rated.skill_key, required.skill_key) as skill_key,
        rated.effective_assessment_id,
        rated.effective_assessor_type,
        rated.effective_verification,
        rated.effective_carry_status,
        rated.last_known_assessor_type,
        rated.last_known_verification,
        rated.latest_rank,
        rated.highest_rank,
        rated.prioritised_rank,
        coalesce(rated.effective_rank, assumed.assumed_rank) as effective_rank,
        rated.last_known_rank,
        coalesce(rated.assessment_count, 0) as assessment_count,
        coalesce(rated.current_assessment_count, 0) as current_assessment_count,
        coalesce(rated.revoked_count, 0) as revoked_count,
        required.person_id is not null as is_required,
        assumed.person_id is not null as is_assumed,
        rated.effective_assessed_on,
        rated.effective_expires_on,
        rated.last_known_assessed_on
    from rated
    full outer join required
        on
            rated.person_id = required.person_id
            and rated.skill_key = required.skill_key
    -- A post has no ratings: what it is taken to hold is required, and never rated.
    left join assumed
        on
            required.person_id = assumed.person_id
            and required.skill_key = assumed.skill_key
),

final as (
    select
        person_skills.person_id,
        person_skills.skill_key,
        skills.framework_id,
        skills.skill_id,
        effective_levels.level as effective_level,
        person_skills.effective_assessment_id,
        person_skills.effective_assessor_type,
        person_skills.effective_verification,
        person_skills.effective_carry_status,
        last_known_levels.level as last_known_level,
        person_skills.last_known_assessor_type,
        person_skills.last_known_verification,
        case
            when person_skills.is_assumed then 'assumed'
            when person_skills.last_known_rank is null then 'not_assessed'
            when person_skills.effective_rank is null then 'stale'
            when
                person_skills.effective_expires_on
                <= {{ add_days('build.as_of_date', var('due_days')) }}
                then 'due'
            else 'current'
        end as currency_status,
        person_skills.latest_rank,
        person_skills.highest_rank,
        person_skills.prioritised_rank,
        person_skills.effective_rank,
        person_skills.last_known_rank,
        cast(
            {{ dbt.datediff(
                'person_skills.last_known_assessed_on', 'build.as_of_date', 'day'
            ) }} as integer
        ) as last_known_age_days,
        person_skills.assessment_count,
        person_skills.current_assessment_count,
        person_skills.revoked_count,
        person_skills.is_required,
        person_skills.effective_assessed_on,
        person_skills.effective_expires_on,
        person_skills.last_known_assessed_on,
        build.as_of_date
    from person_skills
    cross join build
    inner join skills on person_skills.skill_key = skills.skill_key
    left join levels as effective_levels
        on
            skills.framework_id = effective_levels.framework_id
            and person_skills.effective_rank = effective_levels.level_rank
    left join levels as last_known_levels
        on
            skills.framework_id = last_known_levels.framework_id
            and person_skills.last_known_rank = last_known_levels.level_rank
)

select * from final

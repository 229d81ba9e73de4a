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

numbered_people as (
    {{ numbered(ref('dim_people'), 'person_id', 'person_number') }}
),

numbered_skills as (
    {{ numbered(ref('dim_skills'), 'skill_key', 'skill_number') }}
),

skills_in_force as (
    select
        counted.skill_key,
        counted.carry_status,
        numbered_skills.skill_number
    from {{ ref('bridge_skills_in_force') }} as counted
    inner join numbered_skills on counted.counted_skill_key = numbered_skills.skill_key
),

-- A rating against a skill that was split counts for every part of it (rule 6).
ratings as {{ not_materialized() }} (
    select
        numbered_people.person_number,
        skills_in_force.skill_number,
        assessments.assessment_id,
        skills_in_force.carry_status,
        assessments.assessor_type,
        assessments.verification,
        assessments.level_rank,
        assessments.is_revoked,
        assessments.assessed_on,
        assessments.expires_on,
        assessments.recorded_at,
        {{ day_number('assessments.assessed_on') }} as rated_day,
        not assessments.is_revoked and assessments.expires_on > build.as_of_date
            as is_counted
    from {{ ref('fct_assessments') }} as assessments
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
    inner join numbered_people on assessments.person_id = numbered_people.person_id
    inner join skills_in_force on assessments.skill_key = skills_in_force.skill_key
),

-- What does not count has no place in an order.
rated as {{ not_materialized() }} (
    select
        *,
        case when is_counted then {{ rating_order('latest', 'rated_day') }} end
            as latest_day,
        case
            when is_counted then {{ rating_order('prioritised', 'rated_day') }}
        end as prioritised_day,
        case
            when is_counted then {{ rating_order(var('level_rule'), 'rated_day') }}
        end as effective_day,
        case when not is_revoked then {{ rating_order('latest', 'rated_day') }} end
            as known_day
    from ratings
),

summed as (
    select
        person_number,
        skill_number,
        max(latest_day) as last_latest_day,
        max(prioritised_day) as last_prioritised_day,
        max(effective_day) as last_effective_day,
        max(known_day) as last_known_day,
        max(case when is_counted then level_rank end) as highest_rank,
        sum(case when is_revoked then 0 else 1 end) as assessment_count,
        sum(case when is_counted then 1 else 0 end) as current_assessment_count,
        sum(case when is_revoked then 1 else 0 end) as revoked_count
    from rated
    group by person_number, skill_number
),

-- Of a dozen ratings of a person and skill one or two are of a last day. Only those are
-- put in order of time, which takes far longer than finding them.
contenders as (
    select
        rated.*,
        summed.last_latest_day,
        summed.last_prioritised_day,
        summed.last_effective_day,
        summed.last_known_day,
        {{ rating_number(['rated.person_number', 'rated.skill_number']) }}
            as rating_number
    from rated
    inner join summed
        on
            rated.person_number = summed.person_number
            and rated.skill_number = summed.skill_number
    where
        rated.latest_day = summed.last_latest_day
        or rated.prioritised_day = summed.last_prioritised_day
        or rated.effective_day = summed.last_effective_day
        or rated.known_day = summed.last_known_day
),

ordered as (
    select
        *,
        case when latest_day = last_latest_day then rating_number end as latest_order,
        case when prioritised_day = last_prioritised_day then rating_number end
            as prioritised_order,
        case when effective_day = last_effective_day then rating_number end
            as effective_order,
        case when known_day = last_known_day then rating_number end as known_order
    from contenders
),

counted as (
    select
        person_number,
        skill_number,
        {{ value_of_largest('level_rank', 'latest_order') }} as latest_rank,
        {{ value_of_largest('level_rank', 'prioritised_order') }} as prioritised_rank,
        {{ values_of_largest(
            [
                'assessment_id',
                'assessor_type',
                'verification',
                'carry_status',
                'level_rank',
                'assessed_on',
                'expires_on',
            ],
            'effective_order',
            'effective_'
        ) }},
        {{ values_of_largest(
            ['assessor_type', 'verification', 'level_rank', 'assessed_on'],
            'known_order',
            'last_known_'
        ) }}
    from ordered
    group by person_number, skill_number
),

held as (
    select
        numbered_people.person_id,
        numbered_skills.skill_key,
        counted.*,
        summed.highest_rank,
        summed.assessment_count,
        summed.current_assessment_count,
        summed.revoked_count
    from summed
    inner join numbered_people on summed.person_number = numbered_people.person_number
    inner join numbered_skills on summed.skill_number = numbered_skills.skill_number
    -- Where all ratings were revoked, none counts.
    left join counted
        on
            summed.person_number = counted.person_number
            and summed.skill_number = counted.skill_number
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
        coalesce(held.person_id, required.person_id) as person_id,
        coalesce(held.skill_key, required.skill_key) as skill_key,
        held.effective_assessment_id,
        held.effective_assessor_type,
        held.effective_verification,
        held.effective_carry_status,
        held.last_known_assessor_type,
        held.last_known_verification,
        held.latest_rank,
        held.highest_rank,
        held.prioritised_rank,
        coalesce(held.effective_level_rank, assumed.assumed_rank) as effective_rank,
        held.last_known_level_rank as last_known_rank,
        coalesce(held.assessment_count, 0) as assessment_count,
        coalesce(held.current_assessment_count, 0) as current_assessment_count,
        coalesce(held.revoked_count, 0) as revoked_count,
        required.person_id is not null as is_required,
        assumed.person_id is not null as is_assumed,
        held.effective_assessed_on,
        held.effective_expires_on,
        held.last_known_assessed_on
    from held
    full outer join required
        on held.person_id = required.person_id and held.skill_key = required.skill_key
    -- A post has no ratings: what it is taken to hold is required, and never held.
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
        cast(person_skills.assessment_count as integer) as assessment_count,
        cast(person_skills.current_assessment_count as integer)
            as current_assessment_count,
        cast(person_skills.revoked_count as integer) as revoked_count,
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

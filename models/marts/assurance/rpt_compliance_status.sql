with build as (
    select * from {{ ref('int_build_passed') }}
),

role_gaps as (
    select * from {{ ref('rpt_role_gaps') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

skills_in_force as (
    select * from {{ ref('bridge_skills_in_force') }}
),

assessments as (
    select * from {{ ref('fct_assessments') }}
),

intervals as (
    select * from {{ ref('fct_skill_level_intervals') }}
),

-- What nobody has to describe, nobody can be judged against.
waived_levels as (
    select * from {{ ref('int_skill_levels_classified') }}
    where is_in_force and level_state = 'waived'
),

-- Few: people without a current rating in a skill in which one was revoked.
doubtful as (
    select
        person_id,
        skill_key
    from person_skills
    where effective_rank is null and revoked_count > 0
),

doubtful_ratings as (
    select
        doubtful.person_id,
        doubtful.skill_key,
        assessments.is_revoked,
        {{ rating_number(['doubtful.person_id', 'doubtful.skill_key']) }}
            as rating_number
    from doubtful
    inner join skills_in_force
        on doubtful.skill_key = skills_in_force.counted_skill_key
    inner join assessments
        on
            doubtful.person_id = assessments.person_id
            and skills_in_force.skill_key = assessments.skill_key
    inner join build on {{ as_filter('assessments.assessed_on <= build.as_of_date') }}
),

last_ratings as (
    select
        person_id,
        skill_key,
        {{ value_of_largest('is_revoked', rating_order('latest')) }} as is_last_revoked
    from doubtful_ratings
    group by person_id, skill_key
),

needed as (
    select distinct
        person_id,
        skill_key,
        required_rank
    from role_gaps
),

stretches as (
    select
        needed.person_id,
        needed.skill_key,
        needed.required_rank,
        intervals.effective_rank >= needed.required_rank as is_enough,
        intervals.valid_from,
        intervals.valid_to,
        lag(intervals.effective_rank >= needed.required_rank) over (
            partition by needed.person_id, needed.skill_key, needed.required_rank
            order by intervals.valid_from
        ) as was_enough,
        lag(intervals.valid_to) over (
            partition by needed.person_id, needed.skill_key, needed.required_rank
            order by intervals.valid_from
        ) as previous_to
    from needed
    inner join intervals
        on
            needed.person_id = intervals.person_id
            and needed.skill_key = intervals.skill_key
),

-- A level is enough, or not, since it last became so, or came after days without one.
turned as (
    select
        person_id,
        skill_key,
        required_rank,
        max(
            case
                when
                    is_enough is distinct from was_enough
                    or valid_from is distinct from previous_to
                    then valid_from
            end
        ) as turned_on,
        max(valid_to) as lapsed_on
    from stretches
    group by person_id, skill_key, required_rank
),

judged as (
    select
        role_gaps.*,
        person_skills.effective_carry_status,
        turned.turned_on,
        turned.lapsed_on,
        -- Of a post to be filled nothing was judged, whatever it is taken to hold.
        coalesce(person_skills.currency_status = 'assumed', false) as is_assumed,
        case
            when role_gaps.gap_status = 'met' and person_skills.currency_status = 'due'
                then 'expires_soon'
            when
                role_gaps.gap_status = 'met'
                and coalesce(person_skills.currency_status, '') <> 'assumed'
                then 'met'
            when waived_levels.level is not null then 'waived'
            when person_skills.currency_status = 'assumed' then 'not_assessed'
            when role_gaps.gap_status = 'below' then 'level_too_low'
            when last_ratings.is_last_revoked then 'revoked'
            when role_gaps.gap_status = 'stale' then 'expired'
            else 'not_assessed'
        end as compliance_status
    from role_gaps
    inner join person_skills
        on
            role_gaps.person_id = person_skills.person_id
            and role_gaps.skill_key = person_skills.skill_key
    inner join skills on role_gaps.skill_key = skills.skill_key
    left join waived_levels
        on
            skills.framework_id = waived_levels.framework_id
            and skills.skill_id = waived_levels.skill_id
            and role_gaps.required_level = waived_levels.level
    left join last_ratings
        on
            role_gaps.person_id = last_ratings.person_id
            and role_gaps.skill_key = last_ratings.skill_key
    left join turned
        on
            role_gaps.person_id = turned.person_id
            and role_gaps.skill_key = turned.skill_key
            and role_gaps.required_rank = turned.required_rank
),

final as (
    select
        person_id,
        role_id,
        skill_key,
        full_name,
        role_name,
        domain_name,
        subdomain_name,
        skill_name,
        importance,
        required_level,
        case when not is_assumed then held_level end as held_level,
        last_known_level,
        compliance_status,
        required_rank,
        case when not is_assumed then held_rank end as held_rank,
        compliance_status in ('met', 'expires_soon', 'waived') as is_compliant,
        importance = 'essential' and compliance_status <> 'waived' as is_counted,
        coalesce(effective_carry_status = 'provisional', false) as is_provisional,
        case
            when compliance_status in ('met', 'expires_soon', 'level_too_low')
                then turned_on
            when compliance_status = 'expired' then lapsed_on
        end as since_on,
        case
            when compliance_status in ('met', 'expires_soon') then held_expires_on
        end as until_on,
        as_of_date
    from judged
)

select * from final

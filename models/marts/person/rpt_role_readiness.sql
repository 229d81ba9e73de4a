with build as (
    select * from {{ ref('int_build_passed') }}
),

own_roles as (
    select distinct
        person_id,
        role_id
    from {{ ref('dim_assignments') }}
    where is_current
),

people as (
    select * from {{ ref('dim_people') }}
),

roles as (
    select * from {{ ref('dim_roles') }}
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

skills as (
    select * from {{ ref('dim_skills') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

own_and_next_roles as (
    select
        person_id,
        role_id,
        true as is_own_role,
        false as is_next_role
    from own_roles
    union all
    select
        own_roles.person_id,
        roles.next_role_id as role_id,
        false as is_own_role,
        true as is_next_role
    from own_roles
    inner join roles on own_roles.role_id = roles.role_id
    where roles.next_role_id is not null
),

-- The next of one role may be another that the person holds already.
person_roles as (
    select
        person_id,
        role_id,
        bool_or(is_own_role) as is_own_role,
        bool_or(is_next_role) as is_next_role
    from own_and_next_roles
    group by person_id, role_id
),

-- Without a row in person_skills the person was never assessed: a next role may require
-- skills that no role of theirs does.
judged as (
    select
        person_roles.person_id,
        person_roles.role_id,
        requirements.importance,
        coalesce(skills.skill_name, skills.skill_id) as skill_label,
        requirements.required_level,
        person_skills.effective_level as held_level,
        case
            when person_skills.effective_rank >= requirements.required_rank then 'met'
            when person_skills.effective_rank < requirements.required_rank then 'below'
            else coalesce(person_skills.currency_status, 'not_assessed')
        end as gap_status,
        requirements.required_rank - person_skills.effective_rank as levels_missing,
        coalesce(person_skills.effective_verification = 'verified', false)
            as is_verified,
        person_skills.effective_carry_status = 'provisional' as is_provisional
    from person_roles
    inner join requirements on person_roles.role_id = requirements.role_id
    inner join skills on requirements.skill_key = skills.skill_key
    left join person_skills
        on
            person_roles.person_id = person_skills.person_id
            and requirements.skill_key = person_skills.skill_key
),

-- What stands in the way of an essential requirement; NULL: nothing.
essentials as (
    select
        *,
        case
            when gap_status = 'below'
                then concat('below: ', held_level, ' of ', required_level)
            when gap_status = 'stale' then 'stale'
            when gap_status = 'not_assessed' then 'not assessed'
            when not is_verified then 'not verified'
            when is_provisional then 'carried provisionally'
        end as blocker
    from judged
    where importance = 'essential'
),

essential_totals as (
    select
        person_id,
        role_id,
        count(*) as essential_count,
        sum(case when gap_status = 'met' then 1 else 0 end) as essential_met_count,
        sum(case when gap_status = 'met' and is_verified then 1 else 0 end)
            as essential_verified_count,
        sum(case when gap_status = 'below' then 1 else 0 end) as below_count,
        sum(case when gap_status = 'below' and levels_missing = 1 then 1 else 0 end)
            as one_level_away_count,
        sum(case when gap_status = 'stale' then 1 else 0 end) as stale_count,
        sum(case when gap_status = 'not_assessed' then 1 else 0 end)
            as not_assessed_count,
        count(blocker) as blocker_count,
        {{ join_ordered(
            "case when blocker is not null then concat(skill_label, ' (', blocker, ')') end",
            "'; '",
            'skill_label, blocker',
        ) }} as blockers
    from essentials
    group by person_id, role_id
),

desirable_totals as (
    select
        person_id,
        role_id,
        count(*) as desirable_count,
        sum(case when gap_status = 'met' then 1 else 0 end) as desirable_met_count
    from judged
    where importance = 'desirable'
    group by person_id, role_id
),

final as (
    select
        person_roles.person_id,
        person_roles.role_id,
        people.full_name,
        roles.role_name,
        case
            when essential_totals.essential_count is null
                then 'no_essential_requirements'
            when essential_totals.blocker_count = 0 then 'ready'
            when essential_totals.essential_met_count = essential_totals.essential_count
                then 'not_verified'
            when
                essential_totals.essential_met_count
                + essential_totals.one_level_away_count
                = essential_totals.essential_count
                then 'one_level_away'
            else 'not_ready'
        end as readiness_status,
        essential_totals.blockers,
        cast(coalesce(essential_totals.essential_count, 0) as integer)
            as essential_count,
        cast(coalesce(essential_totals.essential_met_count, 0) as integer)
            as essential_met_count,
        cast(coalesce(essential_totals.essential_verified_count, 0) as integer)
            as essential_verified_count,
        cast(coalesce(essential_totals.below_count, 0) as integer) as below_count,
        cast(coalesce(essential_totals.one_level_away_count, 0) as integer)
            as one_level_away_count,
        cast(coalesce(essential_totals.stale_count, 0) as integer) as stale_count,
        cast(coalesce(essential_totals.not_assessed_count, 0) as integer)
            as not_assessed_count,
        cast(coalesce(essential_totals.blocker_count, 0) as integer) as blocker_count,
        cast(coalesce(desirable_totals.desirable_count, 0) as integer)
            as desirable_count,
        cast(coalesce(desirable_totals.desirable_met_count, 0) as integer)
            as desirable_met_count,
        person_roles.is_own_role,
        person_roles.is_next_role,
        essential_totals.blocker_count = 0 as is_ready,
        build.as_of_date
    from person_roles
    inner join people on person_roles.person_id = people.person_id
    inner join roles on person_roles.role_id = roles.role_id
    cross join build
    left join essential_totals
        on
            person_roles.person_id = essential_totals.person_id
            and person_roles.role_id = essential_totals.role_id
    left join desirable_totals
        on
            person_roles.person_id = desirable_totals.person_id
            and person_roles.role_id = desirable_totals.role_id
)

select * from final

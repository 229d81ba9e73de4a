with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    select * from {{ ref('dim_people') }}
    where is_current
),

own_roles as (
    select distinct
        person_id,
        role_id
    from {{ ref('dim_assignments') }}
    where is_current
),

roles as (
    select * from {{ ref('dim_roles') }}
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

held_skills as (
    select * from {{ ref('fct_person_skills') }}
    where effective_rank is not null
),

required as (
    select
        role_id,
        sum(case when importance = 'essential' then 1 else 0 end) as essential_count,
        sum(case when importance = 'desirable' then 1 else 0 end) as desirable_count
    from requirements
    group by role_id
),

-- From what is held, so that the join grows with the ratings and not with people times
-- requirements; what is not known is the rest.
held_requirements as (
    select
        held_skills.person_id,
        requirements.role_id,
        requirements.importance = 'essential' as is_essential,
        held_skills.effective_rank >= requirements.required_rank as is_met,
        greatest(requirements.required_rank - held_skills.effective_rank, 0) as gap,
        least(held_skills.effective_rank, requirements.required_rank)
        / cast(requirements.required_rank as double) as attainment
    from held_skills
    inner join people on held_skills.person_id = people.person_id
    inner join requirements on held_skills.skill_key = requirements.skill_key
),

held as (
    select
        person_id,
        role_id,
        sum(case when is_essential then 1 else 0 end) as essential_known_count,
        sum(case when is_essential and is_met then 1 else 0 end) as essential_met_count,
        sum(case when is_essential then gap end) as gap_total,
        sum(case when is_essential then attainment else 0 end) as essential_attained,
        sum(case when not is_essential and is_met then 1 else 0 end)
            as desirable_met_count,
        sum(case when is_essential then 0 else attainment end) as desirable_attained
    from held_requirements
    group by person_id, role_id
),

-- Rounded, since a sum of thirds depends in its last digit on the order of its parts: a
-- tie must be one in every build.
fits as (
    select
        people.person_id,
        roles.role_id,
        people.full_name,
        roles.role_name,
        coalesce(required.essential_count, 0) as essential_count,
        coalesce(held.essential_met_count, 0) as essential_met_count,
        coalesce(required.essential_count, 0) - coalesce(held.essential_known_count, 0)
            as unknown_count,
        held.gap_total,
        coalesce(required.desirable_count, 0) as desirable_count,
        coalesce(held.desirable_met_count, 0) as desirable_met_count,
        case
            when required.essential_count > 0
                then
                    round(
                        coalesce(held.essential_attained, 0) / required.essential_count,
                        9
                    )
        end as essential_attainment,
        case
            when required.desirable_count > 0
                then
                    round(
                        coalesce(held.desirable_attained, 0) / required.desirable_count,
                        9
                    )
        end as desirable_attainment,
        case
            when required.essential_count > 0
                then coalesce(held.essential_met_count, 0) = required.essential_count
        end as is_gate_passed,
        own_roles.role_id is not null as is_own_role
    from people
    cross join roles
    left join required on roles.role_id = required.role_id
    left join held on people.person_id = held.person_id and roles.role_id = held.role_id
    left join own_roles
        on
            people.person_id = own_roles.person_id
            and roles.role_id = own_roles.role_id
),

final as (
    select
        fits.person_id,
        fits.role_id,
        fits.full_name,
        fits.role_name,
        -- A gate is passed just where attainment is full, so those roles come first.
        cast(row_number() over (
            partition by fits.person_id
            order by
                fits.essential_attainment desc nulls last,
                coalesce(fits.desirable_attainment, 0) desc,
                coalesce(fits.role_name, fits.role_id) asc,
                fits.role_id asc
        ) as integer) as fit_rank,
        cast(fits.essential_count as integer) as essential_count,
        cast(fits.essential_met_count as integer) as essential_met_count,
        cast(fits.unknown_count as integer) as unknown_count,
        cast(fits.gap_total as integer) as gap_total,
        cast(fits.desirable_count as integer) as desirable_count,
        cast(fits.desirable_met_count as integer) as desirable_met_count,
        cast(fits.essential_attainment as double) as essential_attainment,
        cast(fits.desirable_attainment as double) as desirable_attainment,
        fits.is_gate_passed,
        fits.is_own_role,
        build.as_of_date
    from fits
    cross join build
)

select * from final

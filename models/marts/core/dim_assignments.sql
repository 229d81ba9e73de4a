with assignments as (
    select * from {{ ref('int_assignments_planned') }}
),

people as (
    select * from {{ ref('int_people_checked') }}
    where record_state = 'accepted'
),

build as (
    select * from {{ ref('int_build_passed') }}
),

-- ended_on is the last day, as HR systems mean it; valid_to is the day after it.
half_open as (
    select
        assignments.person_id,
        assignments.team_id,
        assignments.role_id,
        managers.person_id as manager_id,
        assignments.fte,
        assignments.started_on as valid_from,
        {{ add_days('assignments.ended_on', 1) }} as valid_to
    from assignments
    left join people as managers on assignments.manager_id = managers.person_id
),

final as (
    select
        {{ surrogate_key([
            'half_open.person_id',
            'half_open.team_id',
            'half_open.role_id',
            'cast(half_open.valid_from as ' ~ dbt.type_string() ~ ')',
        ]) }} as assignment_key,
        half_open.person_id,
        half_open.team_id,
        half_open.role_id,
        half_open.manager_id,
        half_open.fte,
        half_open.valid_from <= build.as_of_date
        and coalesce(half_open.valid_to > build.as_of_date, true) as is_current,
        half_open.valid_from,
        half_open.valid_to
    from half_open
    cross join build
)

select * from final

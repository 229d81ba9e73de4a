with people as (
    select * from {{ ref('int_people_checked') }}
    where record_state = 'accepted'
),

assignments as (
    select
        person_id,
        count(*) as assignment_count,
        sum(case when is_current then 1 else 0 end) as current_assignment_count,
        min(valid_from) as first_assigned_on,
        -- The last day of the last assignment; NULL while one has no end.
        case
            when count(valid_to) = count(*) then {{ add_days('max(valid_to)', -1) }}
        end as last_assigned_on
    from {{ ref('dim_assignments') }}
    group by person_id
),

-- Somebody with an assignment whom the export's people do not name is a post to be
-- filled: those of a scenario alone are let in. It goes by its id.
final as (
    select
        coalesce(people.person_id, assignments.person_id) as person_id,
        case
            when people.person_id is null then assignments.person_id
            else people.full_name
        end as full_name,
        people.email,
        cast(coalesce(assignments.assignment_count, 0) as integer) as assignment_count,
        cast(coalesce(assignments.current_assignment_count, 0) as integer)
            as current_assignment_count,
        coalesce(assignments.current_assignment_count, 0) > 0 as is_current,
        people.person_id is null as is_planned,
        assignments.first_assigned_on,
        assignments.last_assigned_on
    from people
    full outer join assignments on people.person_id = assignments.person_id
)

select * from final

{{ config(materialized='view') }}

with parameters as (
    select * from {{ ref('int_build_parameters') }}
),

assignments as (
    select * from {{ ref('int_assignments_checked') }}
    where record_state = 'accepted'
),

-- Today has no name, and so no change.
changes as (
    select * from {{ ref('int_scenario_changes_checked') }}
    where record_state = 'accepted' and scenario = '{{ scenario() }}'
),

ending as (
    select distinct
        assignments.source_row,
        assignments.person_id,
        assignments.fte,
        assignments.started_on < parameters.as_of_date as has_begun
    from assignments
    cross join parameters
    inner join changes
        on {{ ends_assignment('changes', 'assignments', 'parameters.as_of_date') }}
),

-- Changes happen on the as-of date: the day before is the last one of what ends, and
-- what would have begun on that day or later never does.
staying as (
    select
        assignments.person_id,
        assignments.team_id,
        assignments.role_id,
        assignments.manager_id,
        cast(null as {{ dbt.type_string() }}) as holds,
        assignments.fte,
        assignments.started_on,
        case
            when ending.has_begun then {{ add_days('parameters.as_of_date', -1) }}
            else assignments.ended_on
        end as ended_on
    from assignments
    cross join parameters
    left join ending on assignments.source_row = ending.source_row
    where coalesce(ending.has_begun, true)
),

-- Who moves works as long as before; without a share of full time, full time.
moving as (
    select
        person_id,
        case when count(fte) > 0 then sum(coalesce(fte, 1)) end as fte
    from ending
    where has_begun
    group by person_id
),

beginning as (
    select
        changes.person_id,
        changes.team_id,
        changes.role_id,
        cast(null as {{ dbt.type_string() }}) as manager_id,
        changes.holds,
        case when changes.change = 'move' then moving.fte end as fte,
        parameters.as_of_date as started_on,
        cast(null as date) as ended_on
    from changes
    cross join parameters
    left join moving on changes.person_id = moving.person_id
    -- Nobody takes a place that they have.
    left join staying
        on
            changes.person_id = staying.person_id
            and changes.team_id = staying.team_id
            and changes.role_id = staying.role_id
            and parameters.as_of_date >= staying.started_on
            and coalesce(parameters.as_of_date <= staying.ended_on, true)
    where changes.change in ('join', 'move') and staying.person_id is null
)

select * from staying
union all
select * from beginning

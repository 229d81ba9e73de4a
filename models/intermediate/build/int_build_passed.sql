-- depends_on: {{ ref('int_skill_levels_classified') }}
-- depends_on: {{ ref('int_releases_collapsed') }}
-- depends_on: {{ ref('int_records_accounted') }}
-- The gate: every mart comes after this model, and this model after the three whose tests
-- stop a build (a level is missing; a release lost its skills; too much was rejected).
with parameters as (
    select * from {{ ref('int_build_parameters') }}
),

first_days as (
    select min(started_on) as first_day
    from {{ ref('int_assignments_checked') }}
    where record_state = 'accepted'
    union all
    select min(assessed_on) as first_day
    from {{ ref('int_assessments_checked') }}
    where record_state = 'accepted'
    union all
    select min(valid_from) as first_day
    from {{ ref('int_framework_releases_dated') }}
    union all
    select as_of_date as first_day
    from parameters
),

calendar as (
    select
        cast({{ dbt.date_trunc('year', 'min(first_day)') }} as date) as calendar_from
    from first_days
)

select
    parameters.as_of_date,
    parameters.known_at,
    calendar.calendar_from,
    -- Ratings made up to the as-of date can expire after it.
    cast({{ dbt.last_day(
        add_months('parameters.as_of_date', var('currency_months')), 'year'
    ) }} as date) as calendar_to
from parameters
cross join calendar

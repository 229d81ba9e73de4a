with build as (
    select * from {{ ref('int_build_passed') }}
),

-- 2^16 days reach 179 years.
numbers as (
    {{ dbt.generate_series(65536) }}
),

days as (
    select
        build.as_of_date,
        {{ add_days(
            'build.calendar_from', 'cast(numbers.generated_number - 1 as integer)'
        ) }} as calendar_date
    from build
    cross join numbers
    where
        {{ add_days(
            'build.calendar_from', 'cast(numbers.generated_number - 1 as integer)'
        ) }} <= build.calendar_to
),

final as (
    select
        calendar_date,
        cast(extract(year from calendar_date) as integer) as year_number,
        cast(extract(quarter from calendar_date) as integer) as quarter_number,
        cast(extract(month from calendar_date) as integer) as month_number,
        calendar_date <= as_of_date as is_past,
        cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_starts_on,
        cast({{ dbt.last_day('calendar_date', 'month') }} as date) as month_ends_on
    from days
)

select * from final

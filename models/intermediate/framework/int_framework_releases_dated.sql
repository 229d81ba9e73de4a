with releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

published as (
    select
        framework_id,
        release_id,
        released_on as valid_from,
        lead(released_on) over (
            partition by framework_id order by released_on, release_id
        ) as valid_to,
        row_number() over (
            partition by framework_id order by released_on, release_id
        ) = 1 as is_first
    from releases
    where status = 'published'
)

select
    framework_id,
    release_id,
    is_first,
    valid_from,
    valid_to,
    -- The first release also serves the days before it.
    case when is_first then cast('0001-01-01' as date) else valid_from end
        as serves_from
from published

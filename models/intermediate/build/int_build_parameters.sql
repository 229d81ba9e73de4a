with assessments as (
    select * from {{ ref('int_assessments_checked') }}
    where record_state = 'accepted'
),

releases as (
    select * from {{ ref('int_framework_releases_dated') }}
),

last_assessment as (
    select max(assessed_on) as assessed_on from assessments
),

last_release as (
    select max(valid_from) as released_on from releases
)

select
    coalesce(
        {{ as_of_date() }},
        last_assessment.assessed_on,
        last_release.released_on
    ) as as_of_date,
    {{ known_at() }} as known_at
from last_assessment
cross join last_release

with releases as (
    select * from {{ ref('int_framework_releases_dated') }}
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
)

select
    releases.framework_id,
    releases.release_id,
    releases.valid_from,
    releases.valid_to,
    parameters.as_of_date
from releases
inner join parameters
    on
        releases.serves_from <= parameters.as_of_date
        and (
            releases.valid_to > parameters.as_of_date
            or releases.valid_to is null
        )

with exceptions as (
    select * from {{ ref('int_finding_exceptions_checked') }}
    where record_state = 'accepted'
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
)

select
    exceptions.framework_id,
    exceptions.release_id,
    exceptions.rule,
    exceptions.node_id,
    exceptions.reason,
    exceptions.granted_on,
    exceptions.expires_on
from exceptions
inner join parameters
    on
        exceptions.granted_on <= parameters.as_of_date
        and (
            exceptions.expires_on > parameters.as_of_date
            or exceptions.expires_on is null
        )

with received as (
    select * from {{ ref('stg_framework__unplaced') }}
),

releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_release_id':
                "received.release_id is not null and releases.release_id is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join releases
        on
            received.framework_id = releases.framework_id
            and received.release_id = releases.release_id
),

{{ judged_records('referenced', ['framework_id', 'release_id', 'source', 'line']) }}

select * from judged

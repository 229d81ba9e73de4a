with received as (
    select * from {{ ref('stg_framework__skill_crosswalk') }}
),

frameworks as (
    select distinct framework_id
    from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_framework_id':
                "received.framework_id is not null and frameworks.framework_id is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join frameworks on received.framework_id = frameworks.framework_id
),

{{ judged_records('referenced', [
    'framework_id', 'skill_id', 'external_framework', 'external_code'
]) }}

select * from judged

with received as (
    select * from {{ ref('stg_framework__outline') }}
),

releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

contradicted as (
    select
        framework_id,
        release_id,
        node_id
    from received
    group by framework_id, release_id, node_id
    having count(distinct raw_record) > 1
),

-- A parent counts when it is accepted itself, as the kind of node that it has to be.
branches as (
    select distinct
        received.framework_id,
        received.release_id,
        received.node_type,
        received.node_id,
        received.parent_id
    from received
    left join contradicted
        on
            received.framework_id = contradicted.framework_id
            and received.release_id = contradicted.release_id
            and received.node_id = contradicted.node_id
    where received.row_reasons is null and contradicted.node_id is null
),

domains as (
    select
        framework_id,
        release_id,
        node_id
    from branches
    where node_type = 'domain' and parent_id is null
),

subdomains as (
    select
        branches.framework_id,
        branches.release_id,
        branches.node_id
    from branches
    inner join domains
        on
            branches.framework_id = domains.framework_id
            and branches.release_id = domains.release_id
            and branches.parent_id = domains.node_id
    where branches.node_type = 'subdomain'
),

parents as (
    select
        framework_id,
        release_id,
        node_id,
        'subdomain' as child_type
    from domains
    union all
    select
        framework_id,
        release_id,
        node_id,
        'skill' as child_type
    from subdomains
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_release_id':
                "received.release_id is not null and releases.release_id is null",
            'unknown_parent_id':
                "received.node_type in ('subdomain', 'skill') and parents.node_id is null",
            'surplus_parent_id':
                "received.node_type = 'domain' and received.parent_id is not null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join releases
        on
            received.framework_id = releases.framework_id
            and received.release_id = releases.release_id
    left join parents
        on
            received.framework_id = parents.framework_id
            and received.release_id = parents.release_id
            and received.parent_id = parents.node_id
            and received.node_type = parents.child_type
),

{{ judged_records('referenced', ['framework_id', 'release_id', 'node_id']) }}

select * from judged

with received as (
    select * from {{ ref('stg_framework__finding_exceptions') }}
),

rules as (
    select * from {{ ref('stg_quality__framework_rules') }}
),

releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

frameworks as (
    select distinct framework_id from releases
),

-- Without a release, an exception may name a node that any release has.
nodes as (
    select distinct
        framework_id,
        release_id,
        node_id
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
    union all
    select distinct
        framework_id,
        '' as release_id,
        node_id
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_framework_id':
                "received.framework_id is not null and frameworks.framework_id is null",
            'unknown_release_id':
                "received.release_id is not null and releases.release_id is null",
            'unknown_rule': "received.rule is not null and rules.rule is null",
            'unknown_node_id':
                "received.node_id is not null and nodes.node_id is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join frameworks on received.framework_id = frameworks.framework_id
    left join releases
        on
            received.framework_id = releases.framework_id
            and received.release_id = releases.release_id
    left join rules on received.rule = rules.rule
    left join nodes
        on
            received.framework_id = nodes.framework_id
            and coalesce(received.release_id, '') = nodes.release_id
            and received.node_id = nodes.node_id
),

{{ judged_records('referenced', [
    'framework_id',
    "coalesce(release_id, '')",
    'rule',
    "coalesce(node_id, '')",
    'granted_on',
]) }}

select * from judged

with identities as (
    select * from {{ ref('int_skill_identities') }}
),

edges as (
    select
        to_identity_key as identity_key,
        from_identity_key
    from {{ ref('int_skill_successions') }}
    where is_one_to_one
),

{{ ancestor_closure('edges', 'identity_key', 'from_identity_key') }},

origins as (
    select
        identity_key,
        max_by(ancestor_id, {{ named_struct({
            'steps': 'steps', 'ancestor_id': 'ancestor_id'
        }) }}) as origin_key
    from closure
    group by identity_key
),

-- A skill id that stood for several skills is numbered from the second on.
numbered as (
    select distinct
        identity_key,
        skill_id,
        dense_rank() over (
            partition by framework_id, skill_id
            order by first_release_order, identity_key
        ) as identity_number
    from identities
)

select
    identities.framework_id,
    identities.release_id,
    identities.skill_id,
    identities.identity_key,
    case
        when numbered.identity_number = 1 then numbered.skill_id
        else
            concat(
                numbered.skill_id,
                '~',
                cast(numbered.identity_number as {{ dbt.type_string() }})
            )
    end as durable_skill_id
from identities
left join origins on identities.identity_key = origins.identity_key
inner join numbered
    on coalesce(origins.origin_key, identities.identity_key) = numbered.identity_key

-- depends_on: {{ ref('int_build_passed') }}
with ancestors as (
    select * from {{ ref('int_team_ancestors') }}
),

final as (
    select
        team_id,
        ancestor_id as ancestor_team_id,
        cast(steps as integer) as steps
    from ancestors
)

select * from final

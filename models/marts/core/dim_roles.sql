-- depends_on: {{ ref('int_build_passed') }}
with roles as (
    select * from {{ ref('int_roles_checked') }}
    where record_state = 'accepted'
),

final as (
    select
        roles.role_id,
        next_roles.role_id as next_role_id,
        roles.role_name,
        roles.role_family
    from roles
    left join roles as next_roles on roles.next_role_id = next_roles.role_id
)

select * from final

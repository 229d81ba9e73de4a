with received as (
    select * from {{ ref('stg_workforce__role_requirements') }}
),

roles as (
    select * from {{ ref('int_roles_checked') }}
    where record_state = 'accepted'
),

{{ framework_lookups() }},

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_framework_id':
                "received.framework_id is not null and frameworks.framework_id is null",
            'unknown_role_id':
                "received.role_id is not null and roles.role_id is null",
            'unknown_skill_id':
                "received.skill_id is not null and skills.skill_id is null",
            'unknown_level':
                "received.required_level is not null and levels.level is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join roles on received.role_id = roles.role_id
    left join frameworks on received.framework_id = frameworks.framework_id
    left join skills
        on
            received.framework_id = skills.framework_id
            and received.skill_id = skills.skill_id
    left join levels
        on
            received.framework_id = levels.framework_id
            and received.required_level = levels.level
),

{{ judged_records('referenced', ['role_id', 'framework_id', 'skill_id']) }}

select * from judged

with received as (
    select * from {{ ref('stg_framework__currency_windows') }}
),

{{ framework_lookups() }},

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_framework_id':
                "received.framework_id is not null and frameworks.framework_id is null",
            'unknown_skill_id':
                "received.skill_id is not null and skills.skill_id is null",
            'unknown_level':
                "received.level is not null and levels.level is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join frameworks
        on received.framework_id = frameworks.framework_id
    left join skills
        on
            received.framework_id = skills.framework_id
            and received.skill_id = skills.skill_id
    left join levels
        on
            received.framework_id = levels.framework_id
            and received.level = levels.level
),

{{ judged_records('referenced', [
    'framework_id', "coalesce(skill_id, '')", "coalesce(level, '')"
]) }}

select * from judged

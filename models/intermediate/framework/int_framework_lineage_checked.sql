with received as (
    select * from {{ ref('stg_framework__lineage') }}
),

skills as (
    select
        framework_id,
        release_id,
        node_id as skill_id
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

referenced as (
    select
        received.*,
        {{ reasons({
            'unknown_from_skill_id':
                "received.from_skill_id is not null and skills.skill_id is null",
            'unknown_to_skill_id':
                "received.to_skill_id is not null and successors.skill_id is null"
        }) }} as reference_reasons,
        cast(null as {{ dbt.type_string() }}) as flags
    from received
    left join skills
        on
            received.framework_id = skills.framework_id
            and received.from_release_id = skills.release_id
            and received.from_skill_id = skills.skill_id
    left join skills as successors
        on
            received.framework_id = successors.framework_id
            and received.to_release_id = successors.release_id
            and received.to_skill_id = successors.skill_id
),

{{ judged_records('referenced', [
    'framework_id', 'from_release_id', 'from_skill_id', 'to_release_id', 'to_skill_id'
]) }}

select * from judged

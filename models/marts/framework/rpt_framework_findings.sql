with faults as (
    select * from {{ ref('int_framework_faults_collected') }}
),

nodes as (
    select * from {{ ref('int_framework_nodes_ordered') }}
),

releases as (
    select * from {{ ref('dim_framework_releases') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

final as (
    select
        faults.finding_key,
        releases.release_key,
        skills.skill_key,
        faults.framework_id,
        faults.release_id,
        faults.rule,
        faults.severity,
        nodes.node_type,
        faults.node_id,
        nodes.name as node_name,
        faults.level,
        faults.part,
        faults.text,
        faults.related_node_id,
        faults.related_level,
        faults.related_text,
        faults.source,
        faults.finding,
        faults.why,
        faults.remedy,
        faults.exception_reason,
        faults.position,
        faults.line,
        faults.other_count,
        faults.similarity,
        faults.exception_reason is not null as is_excepted,
        releases.is_in_force
    from faults
    inner join releases
        on
            faults.framework_id = releases.framework_id
            and faults.release_id = releases.release_id
    left join nodes
        on
            faults.framework_id = nodes.framework_id
            and faults.release_id = nodes.release_id
            and faults.node_id = nodes.node_id
    left join skills
        on
            faults.framework_id = skills.framework_id
            and faults.release_id = skills.release_id
            and faults.node_id = skills.skill_id
)

select * from final

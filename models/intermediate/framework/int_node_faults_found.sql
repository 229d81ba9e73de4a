with nodes as (
    select * from {{ ref('int_framework_nodes_ordered') }}
),

-- A branch that holds a skill, at whatever depth.
branches_with_skills as (
    select
        skills.framework_id,
        skills.release_id,
        skills.parent_id as node_id
    from nodes as skills
    where skills.node_type = 'skill'
    union distinct
    select
        subdomains.framework_id,
        subdomains.release_id,
        subdomains.parent_id as node_id
    from nodes as subdomains
    inner join nodes as skills
        on
            subdomains.framework_id = skills.framework_id
            and subdomains.release_id = skills.release_id
            and subdomains.node_id = skills.parent_id
    where subdomains.node_type = 'subdomain' and skills.node_type = 'skill'
),

named as (
    select
        *,
        {{ replace_matches('lower(name)', '[\\s\\p{Z}]+', '') }} as plain_name
    from nodes
    where name is not null
),

-- The first node that has the name, and for that one itself the next.
repeated as (
    select
        *,
        count(*) over (
            partition by framework_id, release_id, node_type, plain_name
        ) as same_name_count,
        min(node_order) over (
            partition by framework_id, release_id, node_type, plain_name
        ) as first_same_name,
        lead(node_order) over (
            partition by framework_id, release_id, node_type, plain_name
            order by node_order
        ) as next_same_name
    from named
),

found as (
    select
        framework_id,
        release_id,
        node_id,
        'blank_name' as rule,
        cast(null as {{ dbt.type_string() }}) as text,
        cast(null as {{ dbt.type_string() }}) as other_node_id,
        cast(null as {{ dbt.type_string() }}) as other_text,
        cast(null as bigint) as other_count
    from nodes
    where name is null
    union all
    select
        nodes.framework_id,
        nodes.release_id,
        nodes.node_id,
        'branch_without_skills' as rule,
        nodes.name as text,
        cast(null as {{ dbt.type_string() }}) as other_node_id,
        cast(null as {{ dbt.type_string() }}) as other_text,
        cast(null as bigint) as other_count
    from nodes
    left join branches_with_skills
        on
            nodes.framework_id = branches_with_skills.framework_id
            and nodes.release_id = branches_with_skills.release_id
            and nodes.node_id = branches_with_skills.node_id
    where nodes.node_type <> 'skill' and branches_with_skills.node_id is null
    union all
    select
        repeated.framework_id,
        repeated.release_id,
        repeated.node_id,
        case
            when repeated.node_type = 'skill' then 'repeated_skill_name'
            else 'repeated_branch_name'
        end as rule,
        repeated.name as text,
        other_nodes.node_id as other_node_id,
        other_nodes.name as other_text,
        repeated.same_name_count - 1 as other_count
    from repeated
    inner join nodes as other_nodes
        on
            repeated.framework_id = other_nodes.framework_id
            and repeated.release_id = other_nodes.release_id
            and other_nodes.node_order = case
                when repeated.node_order > repeated.first_same_name
                    then repeated.first_same_name
                else repeated.next_same_name
            end
    where repeated.same_name_count > 1
)

select * from found

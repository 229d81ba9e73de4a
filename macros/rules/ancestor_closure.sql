{#- CTEs that end in `closure`: every ancestor of every node, one row per node and ancestor
    with the fewest steps between them. A node in a loop is its own ancestor. Made by
    doubling (parents, then their parents, ...) and not by recursion, which not every
    engine has; four doublings reach 16 steps.

    Arguments:
        edges: name of a CTE of distinct node and parent pairs
        node: its column of the node
        parent: its column of the parent -#}
{% macro ancestor_closure(edges, node, parent) -%}
    {%- for step in range(5) %}
{{ 'closure' if loop.last else 'ancestors_' ~ step }} as (
        {%- if loop.first %}
    select
        {{ node }},
        {{ parent }} as ancestor_id,
        1 as steps
    from {{ edges }}
        {%- else %}
    select
        {{ node }},
        ancestor_id,
        min(steps) as steps
    from (
        select * from ancestors_{{ step - 1 }}
        union all
        select
            lower_half.{{ node }},
            upper_half.ancestor_id,
            lower_half.steps + upper_half.steps as steps
        from ancestors_{{ step - 1 }} as lower_half
        inner join ancestors_{{ step - 1 }} as upper_half
            on lower_half.ancestor_id = upper_half.{{ node }}
    ) as reached
    group by {{ node }}, ancestor_id
        {%- endif %}
){{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- CTEs that end in `closure`: every ancestor of every node, one row per node and ancestor
    with the fewest steps between them. A node in a loop is its own ancestor. Made by
    doubling (up to one step, up to two, up to four ...) and not by recursion, which not
    every engine has; four doublings and the last step reach 17 steps. Spark works a CTE out
    anew wherever it is named, so that each names the one before it twice and no more.

    Arguments:
        edges: name of a CTE of distinct node and parent pairs
        node: its column of the node
        parent: its column of the parent -#}
{% macro ancestor_closure(edges, node, parent) -%}
-- Each parent is its own ancestor in no step, so that a doubling keeps what it has.
ancestors_0 as (
    select distinct
        case when lengths.steps = 0 then {{ edges }}.{{ parent }} else {{ edges }}.{{ node }} end
            as {{ node }},
        {{ edges }}.{{ parent }} as ancestor_id,
        lengths.steps
    from {{ edges }}
    cross join (
        select 0 as steps
        union all
        select 1 as steps
    ) as lengths
),
    {% for step in range(4) %}
ancestors_{{ step + 1 }} as (
    select
        lower_half.{{ node }},
        upper_half.ancestor_id,
        min(lower_half.steps + upper_half.steps) as steps
    from ancestors_{{ step }} as lower_half
    inner join ancestors_{{ step }} as upper_half
        on lower_half.ancestor_id = upper_half.{{ node }}
    group by lower_half.{{ node }}, upper_half.ancestor_id
),
    {% endfor %}
closure as (
    select
        {{ edges }}.{{ node }},
        ancestors_4.ancestor_id,
        min(ancestors_4.steps) + 1 as steps
    from {{ edges }}
    inner join ancestors_4 on {{ edges }}.{{ parent }} = ancestors_4.{{ node }}
    group by {{ edges }}.{{ node }}, ancestors_4.ancestor_id
)
{%- endmacro %}

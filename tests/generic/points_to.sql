{#- Every foreign key of a table leads to a row of its parent, or is NULL: one pass over the
    table for all of them. Returns one row per key and value that leads nowhere.

    Arguments:
        model: the table
        parents: {column: relation}; the parent's key has the column's name, or the name that
            `named` gives
        named: {column: name of the parent's key}, where the two differ
        required: list of those columns that may not be NULL -#}
{% test points_to(model, parents, named={}, required=[]) -%}

with children as (
    select * from {{ model }}
),

{% for column, parent in parents.items() -%}
lost_{{ loop.index }} as (
    select
        '{{ column }}' as foreign_key,
        cast(children.{{ column }} as {{ dbt.type_string() }}) as leads_nowhere,
        count(*) as row_count
    from children
    left join {{ parent }} as parents
        on children.{{ column }} = parents.{{ named.get(column, column) }}
    where
        parents.{{ named.get(column, column) }} is null
        {%- if column not in required %}
        and children.{{ column }} is not null
        {%- endif %}
    group by children.{{ column }}
){{ ',' if not loop.last }}

{% endfor -%}
{%- for column in parents %}
select * from lost_{{ loop.index }}
{{ 'union all' if not loop.last }}
{%- endfor %}

{%- endtest %}

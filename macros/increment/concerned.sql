{#- The condition that a row is one of those that an increment makes anew.

    Arguments:
        relation: name of the CTE or table of the row
        keys: the table that names those rows, one of find_increment() or a model
        columns: the columns that both have -#}
{% macro concerned(relation, keys, columns) -%}
    exists (
        select 1
        from {{ keys }} as concerned
        where
            {%- for column in columns %}
            {{ 'and ' if not loop.first }}{{ relation }}.{{ column }} = concerned.{{ column }}
            {%- endfor %}
    )
{%- endmacro %}

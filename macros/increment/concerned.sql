{#- The condition that a row is one of those that an increment makes anew. With `exists` DuckDB
    may first keep all rows, typed, to ask for each.

    Arguments:
        relation: name of the CTE or table of the row
        keys: the table that names those rows, one of find_increment() or a model
        columns: the columns that both have -#}
{% macro concerned(relation, keys, columns) -%}
    {%- set names = columns | join(', ') -%}
    {%- set values = relation ~ '.' ~ columns | join(', ' ~ relation ~ '.') -%}
    {{ '(' ~ values ~ ')' if columns | length > 1 else values }} in (select {{ names }} from {{ keys }})
{%- endmacro %}

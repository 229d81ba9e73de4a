{#- A number for each row of a table, as a column, in place of its key, which is a text: a model
    that sorts and groups many more rows than it keeps does so by numbers in far less time
    and memory. The numbers do not leave the model.

    Arguments:
        key: the key of the table -#}
{% macro number_of(key) -%}
    cast(row_number() over (order by {{ key }}) as integer)
{%- endmacro %}

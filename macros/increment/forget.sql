{#- What an incremental model does before it adds rows: take those out that are made anew.
    Nothing where the table is built anew.

    Arguments:
        keys: the table that names those rows
        columns: the columns that both have -#}
{% macro forget(keys, columns) -%}
    {%- if is_increment() -%}
        delete from {{ this }} where {{ concerned(this.identifier, keys, columns) }}
    {%- endif -%}
{%- endmacro %}

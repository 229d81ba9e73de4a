{#- The position of a record in what is read, from 1, in the order of the file.
    DuckDB reads files and seeds in order; Spark is given the order it reads in. -#}
{% macro row_position() -%}
    {{ return(adapter.dispatch('row_position')()) }}
{%- endmacro %}

{% macro default__row_position() -%}
    row_number() over ()
{%- endmacro %}

{% macro spark__row_position() -%}
    cast(row_number() over (order by monotonically_increasing_id()) as bigint)
{%- endmacro %}

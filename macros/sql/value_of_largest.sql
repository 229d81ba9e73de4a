{#- The value, NULL or not, of that row of a group in which something is largest. Rows in which
    it is NULL do not count.

    DuckDB: max_by passes over NULL values, so it is another function. Spark: max_by.

    Arguments:
        value: an expression
        order: an expression, or several as one by named_struct() -#}
{% macro value_of_largest(value, order) -%}
    {{ return(adapter.dispatch('value_of_largest')(value, order)) }}
{%- endmacro %}

{% macro default__value_of_largest(value, order) -%}
    arg_max_null({{ value }}, {{ order }})
{%- endmacro %}

{% macro spark__value_of_largest(value, order) -%}
    max_by({{ value }}, {{ order }})
{%- endmacro %}

{#- The value of that row of a group in which something is largest. Rows whose value is NULL
    are passed over, whatever their order.

    DuckDB: max_by does so. Spark: max_by takes NULL as a value, and so wants a filter.

    Arguments:
        value: an expression
        order: an expression, or several as one by named_struct() -#}
{% macro value_of_largest(value, order) -%}
    {{ return(adapter.dispatch('value_of_largest')(value, order)) }}
{%- endmacro %}

{% macro default__value_of_largest(value, order) -%}
    max_by({{ value }}, {{ order }})
{%- endmacro %}

{% macro spark__value_of_largest(value, order) -%}
    max_by({{ value }}, {{ order }}) filter (where {{ value }} is not null)
{%- endmacro %}

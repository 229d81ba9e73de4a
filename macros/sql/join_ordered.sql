{#- Text values of a group joined in an order.

    Arguments:
        column: a text column
        separator: a text literal
        order: an order by expression -#}
{% macro join_ordered(column, separator, order) -%}
    {{ return(adapter.dispatch('join_ordered')(column, separator, order)) }}
{%- endmacro %}

{% macro default__join_ordered(column, separator, order) -%}
    string_agg({{ column }}, {{ separator }} order by {{ order }})
{%- endmacro %}

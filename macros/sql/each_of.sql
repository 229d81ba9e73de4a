{#- The values of an array as rows: stands in the select list, and repeats the other
    columns of the row beside each value. A row whose array is empty has none.

    Arguments:
        array: an array expression -#}
{% macro each_of(array) -%}
    {{ return(adapter.dispatch('each_of')(array)) }}
{%- endmacro %}

{% macro default__each_of(array) -%}
    unnest({{ array }})
{%- endmacro %}

{% macro spark__each_of(array) -%}
    explode({{ array }})
{%- endmacro %}

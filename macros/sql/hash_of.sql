{#- A number that equal values have in common, and seldom others: what is to be found among
    many rows is looked for by it first, since groups of texts take more than twice the memory.

    Spark's own passes over a NULL, and would not say in which column one stands: each column
    goes with whether it is NULL.

    Arguments:
        columns: the columns, each NULL or not -#}
{% macro hash_of(columns) -%}
    {{ return(adapter.dispatch('hash_of')(columns)) }}
{%- endmacro %}

{% macro default__hash_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__hash_of(columns) -%}
    xxhash64(
        {%- for column in columns %}
        {{ column }}, {{ column }} is null{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

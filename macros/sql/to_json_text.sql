{#- Named values as one line of JSON, NULLs and empty texts told apart.

    Arguments:
        values: an expression made by named_struct() -#}
{% macro to_json_text(values) -%}
    {{ return(adapter.dispatch('to_json_text')(values)) }}
{%- endmacro %}

{% macro default__to_json_text(values) -%}
    cast(to_json({{ values }}) as varchar)
{%- endmacro %}

{% macro spark__to_json_text(values) -%}
    to_json({{ values }}, map('ignoreNullFields', 'false'))
{%- endmacro %}

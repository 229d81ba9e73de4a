{#- Named values as one line of JSON, NULLs and empty texts told apart.

    Arguments:
        fields: {name: expression} -#}
{% macro to_json_text(fields) -%}
    {{ return(adapter.dispatch('to_json_text')(fields)) }}
{%- endmacro %}

{% macro default__to_json_text(fields) -%}
    cast(to_json({{ named_struct(fields) }}) as varchar)
{%- endmacro %}

{% macro spark__to_json_text(fields) -%}
    to_json({{ named_struct(fields) }}, map('ignoreNullFields', 'false'))
{%- endmacro %}

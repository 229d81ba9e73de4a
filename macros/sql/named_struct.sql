{#- Several values as one, so that one max_by() carries them all.

    Arguments:
        fields: {name: expression} -#}
{% macro named_struct(fields) -%}
    {{ return(adapter.dispatch('named_struct')(fields)) }}
{%- endmacro %}

{% macro default__named_struct(fields) -%}
    struct_pack(
        {%- for name, expression in fields.items() %}
        "{{ name }}" := {{ expression }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro spark__named_struct(fields) -%}
    named_struct(
        {%- for name, expression in fields.items() %}
        '{{ name }}', {{ expression }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

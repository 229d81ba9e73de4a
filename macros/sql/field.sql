{#- One of the values that named_struct() holds.

    Arguments:
        struct: a struct column
        name: name of the value -#}
{% macro field(struct, name) -%}
    {{ struct }}.{{ name }}
{%- endmacro %}

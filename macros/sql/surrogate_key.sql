{#- A stable key (32 hexadecimal digits) of a composite natural key without NULLs.

    Arguments:
        columns: list of the text columns that make the key -#}
{% macro surrogate_key(columns) -%}
    md5(concat_ws('|', {{ columns | join(', ') }}))
{%- endmacro %}

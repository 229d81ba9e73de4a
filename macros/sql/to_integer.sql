{#- A whole number, zero or more, from text; NULL where the text is none. A plain cast
    would round 2.5 and take 1e3.

    Arguments:
        column: a text column -#}
{% macro to_integer(column) -%}
    case
        when translate({{ clean_text(column) }}, '0123456789', '') = ''
            then try_cast({{ clean_text(column) }} as integer)
    end
{%- endmacro %}

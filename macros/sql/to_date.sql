{#- An ISO date (YYYY-MM-DD) from text; NULL where the text is none.

    Arguments:
        column: a text column -#}
{% macro to_date(column) -%}
    case
        when {{ clean_text(column) }} like '____-__-__'
            then try_cast({{ clean_text(column) }} as date)
    end
{%- endmacro %}

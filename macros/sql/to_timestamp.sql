{#- A UTC timestamp from ISO text (YYYY-MM-DD, with or without HH:MM:SS and an offset);
    NULL where the text is none.

    Arguments:
        column: a text column -#}
{% macro to_timestamp(column) -%}
    case
        when {{ clean_text(column) }} like '____-__-__%'
            then try_cast({{ clean_text(column) }} as timestamp)
    end
{%- endmacro %}

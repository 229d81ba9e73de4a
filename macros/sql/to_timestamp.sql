{#- A UTC timestamp from ISO text (YYYY-MM-DD, with or without HH:MM:SS, a fraction and an
    offset; UTC without one); NULL where the text is none.

    Arguments:
        column: a text column -#}
{% macro to_timestamp(column) -%}
    case
        -- Most texts have no offset, and reading one takes longer.
        when
            length({{ clean_text(column) }}) in (10, 19)
            and {{ clean_text(column) }} like '____-__-__%'
            then try_cast({{ clean_text(column) }} as timestamp)
        when {{ clean_text(column) }} like '____-__-__%'
            then {{ offset_to_utc(clean_text(column)) }}
    end
{%- endmacro %}

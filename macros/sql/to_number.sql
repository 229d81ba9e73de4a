{#- A number from text; NULL where the text is none, or is no finite number.

    Arguments:
        column: a text column -#}
{% macro to_number(column) -%}
    case
        when translate({{ clean_text(column) }}, '0123456789.', '') = ''
            -- Hundreds of digits are infinity to a double.
            then nullif(
                try_cast({{ clean_text(column) }} as double), cast('infinity' as double)
            )
    end
{%- endmacro %}

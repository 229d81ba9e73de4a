{#- Text without white space, no-break spaces or a byte order mark at its ends; NULL when
    nothing is left.

    Arguments:
        column: a text column -#}
{% macro clean_text(column) -%}
    {{ return(adapter.dispatch('clean_text')(column)) }}
{%- endmacro %}

{% macro default__clean_text(column) -%}
    case
        -- Most texts have visible ASCII at both ends, and trimming takes ten times as long.
        when {{ column }} between '!' and '~' and {{ column }}[-1] between '!' and '~'
            then {{ column }}
        else
            nullif(
                trim(
                    {{ column }},
                    concat(' ', chr(9), chr(10), chr(13), chr(160), chr(65279))
                ),
                ''
            )
    end
{%- endmacro %}

{% macro spark__clean_text(column) -%}
    nullif(trim(both ' \t\r\n\u00a0\ufeff' from {{ column }}), '')
{%- endmacro %}

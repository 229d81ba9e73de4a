{#- A UTC timestamp from ISO text that may have an offset; NULL where the text is none.

    Arguments:
        text: a text expression -#}
{% macro offset_to_utc(text) -%}
    {{ return(adapter.dispatch('offset_to_utc')(text)) }}
{%- endmacro %}

{% macro default__offset_to_utc(text) -%}
    try_cast(
        -- DuckDB wants seconds before an offset.
        regexp_replace({{ text }}, '([T ]\d\d:\d\d)([+Z-])', '\1:00\2')
        as timestamp with time zone
    ) at time zone 'UTC'
{%- endmacro %}

{% macro spark__offset_to_utc(text) -%}
    try_cast({{ text }} as timestamp)
{%- endmacro %}

{#- A text with every match of a regular expression replaced; for the pattern see matches().

    Arguments:
        text: a text expression
        pattern: the regular expression, its backslashes single
        replacement: plain text without backslash or dollar sign -#}
{% macro replace_matches(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_matches')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_matches(text, pattern, replacement) -%}
    regexp_replace(
        {{ text }}, '{{ pattern | replace("'", "''") }}', '{{ replacement }}', 'g'
    )
{%- endmacro %}

{% macro spark__replace_matches(text, pattern, replacement) -%}
    regexp_replace(
        {{ text }},
        '{{ pattern | replace("\\", "\\\\") | replace("'", "\\'") }}',
        '{{ replacement }}'
    )
{%- endmacro %}

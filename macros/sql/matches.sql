{#- Whether a regular expression matches anywhere in a text. The pattern must be one that
    RE2 (DuckDB) and Java (Spark) understand alike: no look-around, no back-reference.

    Arguments:
        text: a text expression
        pattern: the regular expression, its backslashes single -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern | replace("'", "''") }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    {{ text }} rlike '{{ pattern | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}

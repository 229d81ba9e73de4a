{#- Whether this run of dbt is noted in build.last_run: where it writes the tables of today. -#}
{% macro is_noted() -%}
    {{ return(execute and not var('scenario', '')) }}
{%- endmacro %}

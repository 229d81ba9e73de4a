{#- Whether this run of dbt is noted in build.last_run: where it writes the tables of today
    into a file. -#}
{% macro is_noted() -%}
    {{ return(execute and target.type == 'duckdb' and not var('scenario', '')) }}
{%- endmacro %}

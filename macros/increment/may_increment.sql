{#- Whether this run takes in only what is new where it can: one that writes the tables of
    today, with DuckDB. Spark builds everything anew (docs/increments.md). -#}
{% macro may_increment() -%}
    {{ return(
        is_noted() and target.type == 'duckdb' and flags.WHICH in ('build', 'run')
    ) }}
{%- endmacro %}

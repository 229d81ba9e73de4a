{#- Whether a table is in the schema build.

    DuckDB: asks its catalog. Spark: lists the tables.

    Arguments:
        name: the name of that table -#}
{% macro is_kept(name) -%}
    {{ return(adapter.dispatch('is_kept')(name)) }}
{%- endmacro %}

{% macro default__is_kept(name) -%}
    {{ return(run_query(
        "select 1 from duckdb_tables() where database_name = '" ~ target.database
        ~ "' and schema_name = 'build' and table_name = '" ~ name ~ "'"
    ).rows | length > 0) }}
{%- endmacro %}

{% macro spark__is_kept(name) -%}
    {{ return(run_query("show tables in build like '" ~ name ~ "'").rows | length > 0) }}
{%- endmacro %}

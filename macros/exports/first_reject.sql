{#- The first line of a file that DuckDB's reader of CSV files refuses, as [line, message];
    none when it reads all of it.

    Arguments:
        query: reads the file, with the option store_rejects = true -#}
{% macro first_reject(query) -%}
    {#- In one statement: each costs dbt more than DuckDB. -#}
    {%- do run_query(
        "drop table if exists reject_errors; drop table if exists reject_scans; " ~ query
    ) -%}
    {%- set rejected = run_query(
        "select line, error_message from reject_errors order by line limit 1"
    ).rows -%}
    {{ return(rejected[0] if rejected else none) }}
{%- endmacro %}

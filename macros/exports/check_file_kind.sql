{#- Stop with one clear message when the engine takes no export from such a file. DuckDB
    takes CSV and Parquet. Spark takes Parquet: nothing tells it where a broken row of a
    CSV file begins, and it would read on.

    Arguments:
        file: path of the file -#}
{% macro check_file_kind(file) -%}
    {{ return(adapter.dispatch('check_file_kind')(file)) }}
{%- endmacro %}

{% macro default__check_file_kind(file) -%}
{%- endmacro %}

{% macro spark__check_file_kind(file) -%}
    {%- if file.endswith('.csv') -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is a CSV file, and on Spark an export is Parquet. docs/spark.md says how"
            ~ " to make one of the other."
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- The names of the columns of a Parquet file, as it has them.

    Arguments:
        file: path of the file -#}
{% macro parquet_columns(file) -%}
    {{ return(adapter.dispatch('parquet_columns')(file)) }}
{%- endmacro %}

{% macro default__parquet_columns(file, describe='describe') -%}
    {{ return(
        run_query(describe ~ " select * from " ~ parquet_file(file)).columns[0].values()
    ) }}
{%- endmacro %}

{% macro spark__parquet_columns(file) -%}
    {{ return(default__parquet_columns(file, 'describe query')) }}
{%- endmacro %}

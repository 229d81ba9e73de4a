{#- A Parquet file as a table.

    Arguments:
        file: path of the file -#}
{% macro parquet_file(file) -%}
    {{ return(adapter.dispatch('parquet_file')(file)) }}
{%- endmacro %}

{% macro default__parquet_file(file) -%}
    read_parquet('{{ file | replace("'", "''") }}')
{%- endmacro %}

{% macro spark__parquet_file(file) -%}
    {{ spark_file('parquet', file) }}
{%- endmacro %}

{#- The number of a row of parquet_file(), from 0, in the order of the file. -#}
{% macro parquet_row_number() -%}
    {{ return(adapter.dispatch('parquet_row_number')()) }}
{%- endmacro %}

{% macro default__parquet_row_number() -%}
    file_row_number
{%- endmacro %}

{% macro spark__parquet_row_number() -%}
    _metadata.row_index
{%- endmacro %}

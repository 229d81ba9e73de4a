{#- What stands between `as` and the parenthesis of a CTE that holds the records of an export table
    and is named more than once: whether DuckDB keeps the records or reads them again for each.
    Of a hundred million, all texts are more than the memory holds, and then more than the disk;
    so they are read again, but for a CSV file, whose reading costs more than anything else.
    Spark reads again anyway.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro kept_or_read_again(table) -%}
    {{ return(adapter.dispatch('kept_or_read_again')(table)) }}
{%- endmacro %}

{% macro default__kept_or_read_again(table) -%}
    {{ return('materialized' if (export_file(table) or '').endswith('.csv') else 'not materialized') }}
{%- endmacro %}

{% macro spark__kept_or_read_again(table) -%}
    {{ return('') }}
{%- endmacro %}

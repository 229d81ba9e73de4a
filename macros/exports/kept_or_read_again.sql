{#- Between `as` and the parenthesis of a CTE that holds the records of an export table and is
    named more than once: they are read again each time (not_materialized()), but for those of a
    CSV file, whose reading costs more than anything else.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro kept_or_read_again(table) -%}
    {%- set file = export_file(table) if exports_dir() else none -%}
    {%- set is_csv = file is not none and file.endswith('.csv') -%}
    {{ return('materialized' if is_csv else not_materialized()) }}
{%- endmacro %}

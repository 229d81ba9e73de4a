{#- Path of the file that holds an export table in the folder that exports_dir() names,
    or none.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro export_file(table) -%}
    {%- if not execute -%} {{ return(none) }} {%- endif -%}
    {{ return(files_in_exports_dir().get(table)) }}
{%- endmacro %}

{#- Look at the folder that exports_dir() names before anything is built, and stop with one
    clear message when a file is missing, has other columns than the contract, or cannot be
    read. Runs at the start of each dbt command; without a folder it does nothing. -#}
{% macro check_exports() -%}
    {%- if exports_dir() != '' and flags.WHICH in ('build', 'run', 'test') -%}
        {{ check_export_tables(export_contract().keys()) }}
    {%- endif -%}
{%- endmacro %}

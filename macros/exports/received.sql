{#- Every record of an export table as it was received: all columns of the contract as
    text, and the row number that a spreadsheet shows (the header is row 1). Reads the
    seed, or the file of the folder that exports_dir() names.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro received(table) -%}
    {%- set export = export_contract()[table] -%}
    {%- if exports_dir() == '' -%}
        select
            {{ export.columns | join(',\n            ') }},
            {{ source_name(table) }} as source_name,
            {{ row_position() }} + 1 as source_row
        from {{ ref(table) }}
    {%- else -%}
        {{ received_from_folder(table) }}
    {%- endif -%}
{%- endmacro %}

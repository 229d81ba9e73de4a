{#- Every record of an export table as the file in the folder that exports_dir() names has
    it; none when an optional table is not there.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro received_from_folder(table) -%}
    {%- set export = export_contract()[table] -%}
    {%- set file = export_file(table) -%}
    select
    {%- if file is none %}
        {% for column in export.columns -%}
            cast(null as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        {{ source_name(table) }} as source_name,
        cast(null as bigint) as source_row
    where false
    {%- else %}
        {% for column in export.columns -%}
            cast({{ column }} as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        {{ source_name(table) }} as source_name,
        {%- if file.endswith('.parquet') %}
        {{ parquet_row_number() }} + 2 as source_row
    from {{ parquet_file(file) }}
        {%- else %}
        {{ row_position() }} + 1 as source_row
    from {{ read_csv(file, csv_header(file), is_sized=true) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

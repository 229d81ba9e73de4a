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
            'seeds/{{ export.export }}/{{ table }}.csv' as source_name,
            {{ row_position() }} + 1 as source_row
        from {{ ref(table) }}
    {%- else -%}
        {{ adapter.dispatch('received_from_folder')(table, export) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__received_from_folder(table, export) -%}
    {%- set file = export_file(table) -%}
    select
    {%- if file is none %}
        {% for column in export.columns -%}
            cast(null as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        '{{ table }} (not in the folder)' as source_name,
        cast(null as bigint) as source_row
    where false
    {%- else %}
        {% for column in export.columns -%}
            cast({{ column }} as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        '{{ file.split('/') | last }}' as source_name,
        {%- if file.endswith('.parquet') %}
        file_row_number + 2 as source_row
    from read_parquet('{{ file | replace("'", "''") }}', file_row_number = true)
        {%- else %}
        {{ row_position() }} + 1 as source_row
    from {{ read_csv(file) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

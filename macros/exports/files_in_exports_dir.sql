{#- The data files of the folder that exports_dir() names, as {table: path}. What stops
    with one clear message, because nobody could tell what counts: a table that is there
    twice, as CSV and as Parquet, and a file named almost like one of a table. Hidden files
    and files of other names and kinds (a README) are no part of the export. -#}
{% macro files_in_exports_dir() -%}
    {%- set folder = exports_dir() -%}
    {{ check_folder_name(folder) }}
    {%- set contract = export_contract() -%}
    {%- set files = {} -%}
    {%- for row in run_query(list_files(folder)).rows -%}
        {%- set path = row[0].replace('\\', '/') -%}
        {%- set name = path.split('/') | last -%}
        {%- set table = name.lower().split('.') | first -%}
        {%- set is_data = name.lower().endswith(('.csv', '.parquet')) -%}
        {%- if table in contract and name not in (table ~ '.csv', table ~ '.parquet') -%}
            {{ exceptions.raise_compiler_error(
                path ~ " would be passed over in silence. Make it " ~ table ~ ".csv or "
                ~ table ~ ".parquet, or move it out of the folder."
            ) }}
        {%- elif is_data and table not in contract and not name.startswith('.') -%}
            {{ exceptions.raise_compiler_error(
                path ~ " is no table of the export contract, and nothing may be passed over"
                ~ " in silence. Rename it to one of " ~ contract.keys() | join(', ')
                ~ ", or move it out of the folder."
            ) }}
        {%- elif table in files -%}
            {{ exceptions.raise_compiler_error(
                folder ~ " holds both " ~ table ~ ".csv and " ~ table
                ~ ".parquet. Remove the one that is out of date."
            ) }}
        {%- elif is_data and not name.startswith('.') -%}
            {%- do files.update({table: path}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro %}

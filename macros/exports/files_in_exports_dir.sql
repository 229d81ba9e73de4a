{#- The data files of the folder that exports_dir() names, as {table: path}. A table that
    is there twice, as CSV and as Parquet, is an error: nobody could tell which one
    counts. -#}
{% macro files_in_exports_dir() -%}
    {%- set pattern = exports_dir() | replace("'", "''") -%}
    {%- set files = {} -%}
    {%- for row in run_query(
        "select file from glob('" ~ pattern ~ "/*') order by file"
    ).rows -%}
        {%- set path = row[0].replace('\\', '/') -%}
        {%- set name = path.split('/') | last -%}
        {%- set table = name.rsplit('.', 1) | first -%}
        {%- if name.endswith('.csv') or name.endswith('.parquet') -%}
            {%- if table in files -%}
                {{ exceptions.raise_compiler_error(
                    exports_dir() ~ " holds both " ~ table ~ ".csv and " ~ table
                    ~ ".parquet. Remove the one that is out of date."
                ) }}
            {%- endif -%}
            {%- do files.update({table: path}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro %}

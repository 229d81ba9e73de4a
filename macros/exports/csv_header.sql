{#- The column names in the first row of a CSV file, in their order; [] for an empty file.

    Arguments:
        file: path of the file -#}
{% macro csv_header(file) -%}
    {%- set rows = run_query("select line from " ~ read_lines(file) ~ " limit 1").rows -%}
    {%- set line = (rows[0][0] or '') if rows else '' -%}
    {%- set names = [] -%}
    {%- for name in line.split(',') if line -%}
        {%- do names.append(name.strip().strip('"')) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

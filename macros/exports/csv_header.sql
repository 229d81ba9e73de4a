{#- The column names in the first row of a CSV file, in their order; [] for an empty file.
    Read byte by byte (latin-1), so that no encoding can make it fail.

    Arguments:
        file: path of the file -#}
{% macro csv_header(file) -%}
    {%- set rows = run_query(
        "select line from read_csv('" ~ file | replace("'", "''") ~ "', auto_detect = false,"
        ~ " header = false, delim = '\x01', quote = '', escape = '', strict_mode = false,"
        ~ " encoding = 'latin-1', maximum_line_size = 16777216, columns = {'line': 'varchar'})"
        ~ " limit 1"
    ).rows -%}
    {%- set line = (rows[0][0] or '') if rows else '' -%}
    {%- set names = [] -%}
    {%- for name in line.replace('\u00ef\u00bb\u00bf', '').split(',') if line -%}
        {%- do names.append(name.strip().strip('"')) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

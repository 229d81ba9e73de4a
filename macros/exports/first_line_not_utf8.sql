{#- The number of the first line of a text file that is not UTF-8.

    Arguments:
        file: path of the file -#}
{% macro first_line_not_utf8(file) -%}
    {%- do run_query(
        "select count(line) from " ~ read_lines(file, 'store_rejects = true')
    ) -%}
    {%- set line = run_query("select min(line) from reject_errors").rows[0][0] -%}
    {%- do run_query("drop table if exists reject_errors") -%}
    {%- do run_query("drop table if exists reject_scans") -%}
    {{ return(line) }}
{%- endmacro %}

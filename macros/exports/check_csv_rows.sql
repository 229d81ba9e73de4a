{#- Stop with one clear message at the first row of a CSV file that cannot be read: too
    few or too many fields, an open quote, bytes that are not UTF-8.

    Arguments:
        file: path of the file, whose header has been checked -#}
{% macro check_csv_rows(file) -%}
    {%- do run_query(
        "select count(columns(*)) from " ~ read_csv(file, 'store_rejects = true')
    ) -%}
    {%- set faults = run_query(
        "select line, error_message from reject_errors order by line limit 1"
    ).rows -%}
    {%- do run_query("drop table if exists reject_errors") -%}
    {%- do run_query("drop table if exists reject_scans") -%}
    {%- if faults -%}
        {{ exceptions.raise_compiler_error(
            file ~ ", row " ~ faults[0][0] ~ ": "
            ~ faults[0][1].rstrip('.') ~ ". Save the file as CSV UTF-8, with commas between the fields and double"
            ~ " quotes around a field that holds a comma, a quote or a line break."
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- Stop with one clear message at the first row of a CSV file that cannot be read: too
    few or too many fields, an open quote, bytes that are not UTF-8.

    Arguments:
        file: path of the file
        columns: its columns, which have been checked -#}
{% macro check_csv_rows(file, columns) -%}
    {%- set rejected = first_reject(
        "select count(columns(*)) from " ~ read_csv(file, columns, 'store_rejects = true')
    ) -%}
    {%- if rejected -%}
        {{ exceptions.raise_compiler_error(
            file ~ ", row " ~ rejected[0] ~ ": "
            ~ rejected[1].rstrip('.') ~ ". Save the file as CSV UTF-8, with commas between the fields and double"
            ~ " quotes around a field that holds a comma, a quote or a line break."
        ) }}
    {%- endif -%}
{%- endmacro %}

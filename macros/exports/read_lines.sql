{#- A text file as DuckDB reads it line by line, without quotes, fields or a header: one
    column, line. Lines that are not UTF-8 are passed over; with
    options='store_rejects = true' they are in reject_errors.

    Arguments:
        file: path of the file
        options: further options -#}
{% macro read_lines(file, options='ignore_errors = true') -%}
    read_csv(
        '{{ file | replace("'", "''") }}',
        auto_detect = false,
        header = false,
        delim = '{{ '\x01' }}',
        quote = '',
        escape = '',
        strict_mode = false,
        maximum_line_size = 16777216,
        columns = {'line': 'varchar'},
        {{ options }}
    )
{%- endmacro %}

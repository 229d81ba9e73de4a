{#- DuckDB's reader of CSV files, set to the one dialect of the export contract: UTF-8,
    comma, double quotes, a header, every value text. Nothing is guessed.

    Arguments:
        file: path of the file
        columns: the columns in its header
        options: further options, for example 'store_rejects = true' -#}
{% macro read_csv(file, columns, options='') -%}
    read_csv(
        '{{ file | replace("'", "''") }}',
        auto_detect = false,
        header = true,
        delim = ',',
        quote = '"',
        escape = '"',
        strict_mode = true,
        maximum_line_size = 16777216,
        columns = {
            {%- for column in columns %}
            '{{ column | replace("'", "''") }}': 'varchar'{{ ',' if not loop.last }}
            {%- endfor %}
        }
        {%- if options %},
        {{ options }}
        {%- endif %}
    )
{%- endmacro %}

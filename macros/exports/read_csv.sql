{#- DuckDB's reader of CSV files, set to the one dialect of the export contract: UTF-8,
    comma, double quotes, a header, every value text. Nothing is guessed.

    Arguments:
        file: path of the file
        columns: the columns in its header
        options: further options, for example 'store_rejects = true'
        is_sized: whether DuckDB looks at the beginning, to say how many rows it expects;
            otherwise it expects 42, and a join keeps all records in memory in place of the
            few people. All that it could guess is said -#}
{% macro read_csv(file, columns, options='', is_sized=false) -%}
    read_csv(
        '{{ file | replace("'", "''") }}',
        auto_detect = {{ 'true' if is_sized else 'false' }},
        header = true,
        skip = 0,
        comment = '',
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

{#- The number of the first line of a text file that is not UTF-8.

    Arguments:
        file: path of the file -#}
{% macro first_line_not_utf8(file) -%}
    {{ return(first_reject(
        "select count(line) from " ~ read_lines(file, 'store_rejects = true')
    )[0]) }}
{%- endmacro %}

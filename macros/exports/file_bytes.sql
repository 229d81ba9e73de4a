{#- A file as a table of one row: its size in bytes, its content, and the first and the
    last four bytes in hexadecimal digits.

    Arguments:
        file: path of the file -#}
{% macro file_bytes(file) -%}
    {{ return(adapter.dispatch('file_bytes')(file)) }}
{%- endmacro %}

{% macro default__file_bytes(file) -%}
    (
        select
            size,
            content,
            hex(content[1:4]) as begins,
            hex(content[-4:]) as ends
        from read_blob('{{ file | replace("'", "''") }}')
    ) as file_bytes
{%- endmacro %}

{% macro spark__file_bytes(file) -%}
    (
        select
            length as size,
            content,
            hex(substring(content, 1, 4)) as begins,
            hex(substring(content, -4, 4)) as ends
        from {{ spark_file('binaryFile', file) }}
    ) as file_bytes
{%- endmacro %}

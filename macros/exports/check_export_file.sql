{#- Stop with one clear message unless a file can be read and has just the columns it
    should have.

    Arguments:
        file: path of the file
        columns: the columns that the contract wants -#}
{% macro check_export_file(file, columns) -%}
    {%- set wanted = "Make it the columns " ~ columns | join(',') ~ "." -%}
    {{ check_file_kind(file) }}
    {%- if can_be_looked_into(file) -%}
        {{ check_parquet_bytes(file) if file.endswith('.parquet') else check_csv_bytes(file) }}
    {%- endif -%}

    {%- if file.endswith('.parquet') -%}
        {%- set found = parquet_columns(file) -%}
    {%- else -%}
        {%- set found = csv_header(file) -%}
    {%- endif -%}
    {%- if not found -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is empty, without even a header. " ~ wanted
        ) }}
    {%- elif found | length == 1 and (';' in found[0] or '\t' in found[0]) -%}
        {{ exceptions.raise_compiler_error(
            file ~ ", row 1 (the header): fields are separated by "
            ~ ("semicolons" if ';' in found[0] else "tabs")
            ~ ". Save the file as CSV UTF-8 with commas between the fields."
        ) }}
    {%- endif -%}
    {%- set missing = columns | reject('in', found) | list -%}
    {%- set surplus = found | reject('in', columns) | list -%}
    {%- if missing or surplus or found | length != columns | length -%}
        {{ exceptions.raise_compiler_error(
            file ~ ", row 1 (the header):"
            ~ (" lacks " ~ missing | join(', ') ~ "." if missing else "")
            ~ (" has " ~ surplus[:20] | join(', ')
               ~ (" and " ~ (surplus | length - 20) ~ " more" if surplus | length > 20 else "")
               ~ ", not known to the contract."
               if surplus else "")
            ~ (" names a column twice." if not missing and not surplus else "")
            ~ " " ~ wanted
        ) }}
    {%- endif -%}

    {%- if file.endswith('.csv') -%}
        {{ check_csv_rows(file, found) }}
    {%- endif -%}
{%- endmacro %}

{#- Stop with one clear message unless a file can be read and has just the columns it
    should have.

    Arguments:
        file: path of the file
        columns: the columns that the contract wants -#}
{% macro check_export_file(file, columns) -%}
    {%- set path = file | replace("'", "''") -%}
    {%- set wanted = "Make it the columns " ~ columns | join(',') ~ "." -%}
    {%- set is_parquet = run_query(
        "select count(*) from read_blob('" ~ path ~ "')"
        ~ " where size >= 12 and content[1:4] = 'PAR1'::blob"
    ).rows[0][0] == 1 -%}
    {%- if file.endswith('.parquet') and not is_parquet -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is no Parquet file, whatever its name says. Export it again."
        ) }}
    {%- elif file.endswith('.csv') and is_parquet -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is a Parquet file, whatever its name says. Rename it to .parquet."
        ) }}
    {%- endif -%}

    {%- if is_parquet -%}
        {%- set found = run_query(
            "describe select * from read_parquet('" ~ path ~ "')"
        ).columns[0].values() -%}
    {%- else -%}
        {%- set found = csv_header(file) -%}
    {%- endif -%}
    {%- if not found -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is empty, without even a header. " ~ wanted
        ) }}
    {%- endif -%}
    {%- set missing = columns | reject('in', found) | list -%}
    {%- set surplus = found | reject('in', columns) | list -%}
    {%- if missing or surplus or found | length != columns | length -%}
        {{ exceptions.raise_compiler_error(
            file ~ ", row 1 (the header):"
            ~ (" lacks " ~ missing | join(', ') ~ "." if missing else "")
            ~ (" has " ~ surplus | join(', ') ~ ", not known to the contract."
               if surplus else "")
            ~ (" names a column twice." if not missing and not surplus else "")
            ~ " " ~ wanted
        ) }}
    {%- endif -%}

    {%- if not is_parquet -%}
        {{ check_csv_rows(file) }}
    {%- endif -%}
{%- endmacro %}

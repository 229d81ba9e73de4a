{#- Stop with one clear message when a file does not begin and end as Parquet does.

    Arguments:
        file: path of the file -#}
{% macro check_parquet_bytes(file) -%}
    {%- set begins, ends = run_query(
        "select begins = '50415231', ends = '50415231' from " ~ file_bytes(file)
    ).rows[0] -%}
    {%- if not begins -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is no Parquet file, whatever its name says. Export it again."
        ) }}
    {%- elif not ends -%}
        {{ exceptions.raise_compiler_error(
            file ~ " is a Parquet file without its end. Copy or export it again."
        ) }}
    {%- endif -%}
{%- endmacro %}

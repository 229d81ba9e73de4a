{#- How a seed gets into its table on Spark: Spark's own reader of CSV files, which keeps
    NULL and empty text apart and takes any character. dbt's way, one literal for each value,
    fails on an apostrophe and takes longer than all models. DuckDB has dbt-duckdb's way, a
    COPY of the file.

    Arguments:
        model: the seed
        agate_table: the seed as dbt read it -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set columns = agate_table.column_names | join(', ') -%}
    {%- set file = model.root_path ~ '/' ~ model.original_file_path -%}
    {%- call statement() -%}
        create or replace temporary view seed_{{ this.identifier }} using csv options (
            path {{ dbt.string_literal(file | replace("'", "\\'")) }},
            header 'true',
            multiLine 'true',
            quote '"',
            escape '"'
        )
    {%- endcall -%}
    {%- set insertion -%}
        insert into {{ this.render() }} select {{ columns }} from seed_{{ this.identifier }}
    {%- endset -%}
    {%- call statement() -%} {{ insertion }} {%- endcall -%}
    {{ return(insertion) }}
{%- endmacro %}

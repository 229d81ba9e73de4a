{#- How a seed gets into its table on Spark. In a session of this machine: Spark's own reader
    of CSV files, which keeps NULL and empty text apart, takes any character, and writes one
    file, in the order of the seed. A server elsewhere does not see the file, and gets the
    values in statements of a thousand rows, which is slow, and whose order Spark does not
    keep. (dbt's way, one literal for each value, fails on an apostrophe.) DuckDB has
    dbt-duckdb's way, a COPY of the file.

    Arguments:
        model: the seed
        agate_table: the seed as dbt read it -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set columns = agate_table.column_names | join(', ') -%}
    {%- set insertion = 'insert into ' ~ this.render() ~ ' (' ~ columns ~ ') ' -%}
    {#- The method of the connection is no part of `target`; the host of a session is NA. -#}
    {%- if target.host == 'NA' -%}
        {%- call statement() -%}
            create or replace temporary view seed_{{ this.identifier }} using csv options (
                path {{ text_literal(model.root_path ~ '/' ~ model.original_file_path) }},
                header 'true',
                multiLine 'true',
                quote '"',
                escape '"'
            )
        {%- endcall -%}
        {%- call statement() -%}
            {{ insertion }} select {{ columns }} from seed_{{ this.identifier }}
        {%- endcall -%}
    {%- else -%}
        {%- for rows in agate_table.rows | batch(1000) -%}
            {%- call statement() -%}
                {{ insertion }} values
                {%- for row in rows %}
                ({{ text_literals(row) }}){{ ',' if not loop.last }}
                {%- endfor -%}
            {%- endcall -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(insertion) }}
{%- endmacro %}

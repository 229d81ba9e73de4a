{#- Write every public table as Parquet, one folder each, named <schema>.<table>: what other
    tools read of a build on Spark, and what `make test-spark` compares with DuckDB's. (Of a
    build on DuckDB, `competency publish` makes a file.)

        dbt run-operation publish_parquet --target spark --args '{folder: /data/published}'

    Arguments:
        folder: absolute path of the folder; what is there of a table is replaced -#}
{% macro publish_parquet(folder) -%}
    {{ return(adapter.dispatch('publish_parquet')(folder)) }}
{%- endmacro %}

{% macro default__publish_parquet(folder) -%}
    {{ exceptions.raise_compiler_error(
        "publish_parquet is for --target spark. What DuckDB has built, `competency publish`"
        ~ " publishes."
    ) }}
{%- endmacro %}

{% macro spark__publish_parquet(folder) -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.access == 'public'
    -%}
        {%- do run_query(
            "insert overwrite directory "
            ~ dbt.string_literal(folder ~ '/' ~ node.schema ~ '.' ~ node.alias)
            ~ " using parquet select * from " ~ node.schema ~ '.' ~ node.alias
        ) -%}
    {%- endfor -%}
{%- endmacro %}

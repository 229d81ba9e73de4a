{#- Write every public table as Parquet, one folder each, named <schema>.<table>: what other
    tools read of a build on Spark, and what `competency publish --build <folder>` makes the
    published files of. (Of a build on DuckDB, `competency publish` needs no Parquet.)

        dbt run-operation publish_parquet --target spark --args '{folder: /data/published}'

    Beside the tables: build.last_run, the note of the run that made them, empty until all of
    them are written; and build.comments, what they and their columns mean.

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
    {%- do write_parquet(folder, 'build.last_run', 'select * from build.last_run limit 0') -%}
    {%- set comments = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.access == 'public'
    -%}
        {%- set table = node.schema ~ '.' ~ node.alias -%}
        {%- do write_parquet(folder, table, 'select * from ' ~ table) -%}
        {%- do comments.append(text_literals([table, '', node.description])) -%}
        {%- for column in node.columns.values() -%}
            {%- do comments.append(
                text_literals([table, column.name, column.description])
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do write_parquet(
        folder,
        'build.comments',
        'select table_name, nullif(column_name, \'\') as column_name, comment from values ('
        ~ comments | join('), (') ~ ') as comments (table_name, column_name, comment)'
    ) -%}
    {%- do write_parquet(folder, 'build.last_run', 'select * from build.last_run') -%}
{%- endmacro %}

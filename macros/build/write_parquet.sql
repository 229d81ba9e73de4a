{#- Write the rows of a query as Parquet, with Spark.

    Arguments:
        folder: absolute path of the folder
        name: name of the folder in it; what is there is replaced
        query: the query -#}
{% macro write_parquet(folder, name, query) -%}
    {%- call statement() -%}
        insert overwrite directory {{ text_literal(folder ~ '/' ~ name) }} using parquet
        {{ query }}
    {%- endcall -%}
{%- endmacro %}

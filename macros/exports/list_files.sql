{#- The query for the paths of all files of a folder, in order; its one column is `file`.

    DuckDB: glob(). Spark: its source of whole files, of which it lists the paths only; a
    folder that is not there is an error of Spark's own.

    Arguments:
        folder: path of the folder, without characters that stand for others -#}
{% macro list_files(folder) -%}
    {{ return(adapter.dispatch('list_files')(folder)) }}
{%- endmacro %}

{% macro default__list_files(folder) -%}
    select file from glob('{{ folder | replace("'", "''") }}/*') order by file
{%- endmacro %}

{% macro spark__list_files(folder) -%}
    select path as file from {{ spark_file('binaryFile', folder) }} order by path
{%- endmacro %}

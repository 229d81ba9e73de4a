{#- A file, or a folder of files, as a table of Spark.

    Arguments:
        format: the source of Spark that reads it: parquet, binaryFile
        path: the path -#}
{% macro spark_file(format, path) -%}
    {{ format }}.`{{ path | replace('`', '``') }}`
{%- endmacro %}

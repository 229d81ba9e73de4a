{#- What stands before a query whose rows are kept in a table of the schema build.

    Spark: with the file format of all tables, which note_run() names too.

    Arguments:
        name: the name of that table -#}
{% macro keep(name) -%}
    {{ return(adapter.dispatch('keep')(name)) }}
{%- endmacro %}

{% macro default__keep(name) -%}
    create or replace table {{ built('build', name) }} as
{%- endmacro %}

{% macro spark__keep(name) -%}
    create or replace table {{ built('build', name) }}
    using {{ env_var('COMPETENCY_SPARK_FORMAT', 'iceberg') }} as
{%- endmacro %}

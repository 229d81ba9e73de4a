{#- The statements that note a run of dbt in build.last_run, which `competency publish`
    reads: one row, of the last run that wrote tables. The note travels with the tables
    and lies outside the public schemas, which must be equal for equal inputs.

    DuckDB has the commit of the project from src/competency_warehouse/dbt_plugin.py. Spark
    has no such plugin, and notes none.

    Arguments:
        is_finished: whether the run has come to its end
        lists: the columns tables, warned, failed and left_out, each a list of names -#}
{% macro note_run(is_finished=false, lists={}) -%}
    {{ return(adapter.dispatch('note_run')(is_finished, lists)) }}
{%- endmacro %}

{% macro default__note_run(is_finished, lists) -%}
    {%- set schema = adapter.quote(target.database) ~ '.build' %}
    begin;
    create schema if not exists {{ schema }};
    create or replace table {{ schema }}.last_run as
    {{ run_facts(
        "now() at time zone 'UTC'" if is_finished else 'null',
        "getvariable('git_commit')", "getvariable('git_is_modified')", lists
    ) }};
    commit;
{%- endmacro %}

{% macro spark__note_run(is_finished, lists) -%}
    {%- call statement() -%} create schema if not exists build {%- endcall -%}
    create or replace table build.last_run
    using {{ env_var('COMPETENCY_SPARK_FORMAT', 'iceberg') }} as
    {{ run_facts(
        'current_timestamp()' if is_finished else 'null', 'null', 'null', lists
    ) }}
{%- endmacro %}

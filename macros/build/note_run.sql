{#- The statements that note a run of dbt in build.last_run, which `competency publish`
    reads: one row, of the last run that wrote to the file. The note travels with the file
    and lies outside the public schemas, which must be equal for equal inputs.

    Arguments:
        finished_at: SQL of the run's end; null at its start
        lists: the columns tables, warned, failed and left_out, each a list of names -#}
{% macro note_run(finished_at='null', lists={}) -%}
    {%- set schema = adapter.quote(target.database) ~ '.build' %}
    begin;
    create schema if not exists {{ schema }};
    create or replace table {{ schema }}.last_run as
    select
        '{{ invocation_id }}' as build_id,
        '{{ flags.WHICH }}' as command,
        '{{ dbt_version }}' as dbt_version,
        -- Set by src/competency_warehouse/dbt_plugin.py.
        cast(getvariable('git_commit') as varchar) as git_commit,
        cast(getvariable('git_is_modified') as boolean) as git_is_modified,
        cast({{ finished_at }} as timestamp) as finished_at,
        {%- for column in ['tables', 'warned', 'failed', 'left_out'] %}
        cast([
            {%- for name in lists.get(column, []) -%}
                {{ dbt.string_literal(dbt.escape_single_quotes(name)) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ] as varchar[]) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %};
    commit;
{%- endmacro %}

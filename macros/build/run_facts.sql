{#- What is noted of a run of dbt, as a query for one row.

    Arguments:
        finished_at: SQL of the UTC moment of its end; null before
        git_commit: SQL of the commit of the project
        git_is_modified: SQL of whether files differed from it
        lists: the columns tables, warned, failed and left_out, each a list of names -#}
{% macro run_facts(finished_at, git_commit, git_is_modified, lists) -%}
    select
        '{{ invocation_id }}' as build_id,
        '{{ flags.WHICH }}' as command,
        '{{ dbt_version }}' as dbt_version,
        cast({{ git_commit }} as {{ dbt.type_string() }}) as git_commit,
        cast({{ git_is_modified }} as boolean) as git_is_modified,
        cast({{ finished_at }} as timestamp) as finished_at,
        {%- for column in ['tables', 'warned', 'failed', 'left_out'] %}
        {{ text_array(lists.get(column, [])) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
{%- endmacro %}

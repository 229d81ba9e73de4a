{#- Whether a model adds what is new to its table, in place of building it anew:
    find_increment() decides at the start of a run. The levels that people hold are built
    anew, too, where the as-of date has passed the day of a release: until
    int_build_parameters is built it has the old date, and every model that comes after
    it sees the new one. -#}
{% macro is_increment() -%}
    {%- if not may_increment() or model.resource_type != 'model' -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set query -%}
        select
            increment.is_increment
            and not exists (
                select 1
                from {{ built('intermediate', 'int_framework_releases_dated') }} as releases
                cross join {{ built('intermediate', 'int_build_parameters') }} as parameters
                where
                    releases.valid_from
                    > least(increment.as_of_before, parameters.as_of_date)
                    and releases.valid_from
                    <= greatest(increment.as_of_before, parameters.as_of_date)
            )
        from {{ built('build', 'increment') }} as increment
    {%- endset -%}
    {%- set decided = run_query('select is_increment from ' ~ built('build', 'increment')) -%}
    {{ return(decided.rows[0][0] and run_query(query).rows[0][0]) }}
{%- endmacro %}

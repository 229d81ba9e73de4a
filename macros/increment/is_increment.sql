{#- Whether a model adds what is new to its table, in place of building it anew:
    find_increment() decides at the start of a run. The levels that people hold are built
    anew, too, where the as-of date has passed the day of a release: until
    int_build_parameters is built it has the old date, and every model that comes after
    it sees the new one. -#}
{% macro is_increment() -%}
    {%- if not may_increment() or model.resource_type != 'model' -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set decided = run_query(
        'select count(*) from ' ~ built('build', 'increment') ~ ' where is_increment'
    ).rows[0][0] -%}
    {%- set query -%}
        select count(*)
        from {{ built('intermediate', 'int_framework_releases_dated') }} as releases
        cross join {{ built('intermediate', 'int_build_parameters') }} as parameters
        cross join {{ built('build', 'increment') }} as increment
        where
            releases.valid_from > least(increment.as_of_before, parameters.as_of_date)
            and releases.valid_from
            <= greatest(increment.as_of_before, parameters.as_of_date)
    {%- endset -%}
    {{ return(decided > 0 and run_query(query).rows[0][0] == 0) }}
{%- endmacro %}

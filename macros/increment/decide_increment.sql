{#- Note in build.increment whether this run is one, which is_increment() reads, and say why not.

    Arguments:
        reason: why everything is built anew; empty where it is not -#}
{% macro decide_increment(reason) -%}
    {%- if reason and exports_dir() -%}
        {%- do log("Builds everything anew: " ~ reason, info=true) -%}
    {%- endif -%}
    {%- set query -%}
        {{ keep('increment') }}
        select
            {{ 'false' if reason else 'true' }} as is_increment,
            {{ text_literal(reason) }} as reason,
            {%- if reason %}
            cast(null as date) as as_of_before
            {%- else %}
            as_of_date as as_of_before
        from {{ built('intermediate', 'int_build_parameters') }}
            {%- endif %}
    {%- endset -%}
    {%- do run_query(query) -%}
{%- endmacro %}

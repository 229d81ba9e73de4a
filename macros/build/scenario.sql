{#- The scenario that is built (vars: scenario); empty: today. Its name becomes a part of
    the names of schemas, so that another name than a plain word stops dbt at once. -#}
{% macro scenario() -%}
    {%- set name = var('scenario', '') | string -%}
    {%- if not modules.re.match('^([a-z][a-z0-9_]{0,29})?$', name) -%}
        {{ competency_warehouse.refuse_var(
            'scenario',
            "the name of a scenario in lower case: a letter, then letters, digits or"
            ~ " underscores, 30 at most; or nothing for today"
        ) }}
    {%- endif -%}
    {{ return(name) }}
{%- endmacro %}

{#- dbt's own question, whether a table is built anew: of an incremental model,
    is_increment() answers it. -#}
{% macro should_full_refresh() -%}
    {%- if config.get('materialized') == 'incremental' -%}
        {{ return(not is_increment()) }}
    {%- endif -%}
    {{ return(config.get('full_refresh', flags.FULL_REFRESH)) }}
{%- endmacro %}

{#- The day that "now" means where vars: as_of_date names one, as a date expression; else
    NULL. -#}
{% macro as_of_date() -%}
    {%- set day = var('as_of_date') | string | trim -%}
    {%- if day == '' -%}
        cast(null as date)
    {%- else -%}
        cast('{{ day }}' as date)
    {%- endif -%}
{%- endmacro %}

{#- The UTC moment after which nothing is known (vars: known_at; a day without a time is
    meant whole), as a timestamp expression; NULL when everything is known. -#}
{% macro known_at() -%}
    {%- set moment = var('known_at') | string | trim -%}
    {%- if moment == '' -%}
        cast(null as timestamp)
    {%- elif moment | length == 10 -%}
        cast('{{ moment }} 23:59:59.999999' as timestamp)
    {%- else -%}
        cast('{{ moment }}' as timestamp)
    {%- endif -%}
{%- endmacro %}

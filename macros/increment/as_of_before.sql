{#- The as-of date of the last build, where this one adds to it, as a date expression; else
    that of this build. -#}
{% macro as_of_before() -%}
    {%- if is_increment() -%}
        (select as_of_before from {{ built('build', 'increment') }})
    {%- else -%}
        as_of_date
    {%- endif -%}
{%- endmacro %}

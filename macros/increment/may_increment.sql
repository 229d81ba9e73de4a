{#- Whether this run takes in only what is new where it can: one that writes the tables of
    today. -#}
{% macro may_increment() -%}
    {{ return(is_noted() and flags.WHICH in ('build', 'run')) }}
{%- endmacro %}

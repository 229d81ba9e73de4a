{#- A day as a whole number, to be compared and reckoned with: days since the first of 1970.

    Arguments:
        day: an expression of type date -#}
{% macro day_number(day) -%}
    {{ return(adapter.dispatch('day_number')(day)) }}
{%- endmacro %}

{% macro default__day_number(day) -%}
    {{ day }} - cast('1970-01-01' as date)
{%- endmacro %}

{% macro spark__day_number(day) -%}
    unix_date({{ day }})
{%- endmacro %}

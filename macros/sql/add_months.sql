{#- The same day some calendar months later; the last day of the month where it has no
    such day (31 January + 1 month = 28 or 29 February).

    Arguments:
        day: a date expression
        months: a whole-number expression -#}
{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months({{ months }}) as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    add_months({{ day }}, {{ months }})
{%- endmacro %}

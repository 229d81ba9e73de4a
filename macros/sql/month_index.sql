{#- The month of a day as one whole number, so that months can be counted and compared:
    years times 12 and the number of the month.

    Arguments:
        day: a date expression -#}
{% macro month_index(day) -%}
    cast(extract(year from {{ day }}) * 12 + extract(month from {{ day }}) as integer)
{%- endmacro %}

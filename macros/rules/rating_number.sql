{#- The place of a rating in order of time among those that it is compared with, as a column:
    the latest has the largest number (rule 5).

    Arguments:
        columns: what those have in common, as a rule the person and the skill -#}
{% macro rating_number(columns) -%}
    row_number() over (
        partition by {{ columns | join(', ') }}
        order by {{ rating_time() }}
    )
{%- endmacro %}

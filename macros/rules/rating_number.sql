{#- The place of a rating among those of its person and skill in order of time, as a column:
    the latest has the largest number (rule 5).

    Arguments:
        columns: the columns of the person and the skill -#}
{% macro rating_number(columns) -%}
    row_number() over (
        partition by {{ columns | join(', ') }}
        order by {{ rating_time() }}
    )
{%- endmacro %}

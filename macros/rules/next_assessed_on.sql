{#- The day of the next rating among those that a rating is compared with, as a column: NULL
    for the latest of them (rule 5), and the same day for all but a day's last.

    Arguments:
        columns: what those have in common, for example person, skill and assessor type -#}
{% macro next_assessed_on(columns) -%}
    lead(assessed_on) over (
        partition by {{ columns | join(', ') }}
        order by {{ rating_time() }}
    )
{%- endmacro %}

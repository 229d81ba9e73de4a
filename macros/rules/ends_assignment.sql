{#- Whether a change of a scenario ends an assignment: one that runs on the as-of date, or
    would begin after it, of somebody who moves, or who leaves that team and role. A leave
    that names neither is of all of them.

    Arguments:
        change: name of a relation of scenario_changes
        assignment: name of a relation of assignments
        as_of_date: a date expression -#}
{% macro ends_assignment(change, assignment, as_of_date) -%}
(
    {{ change }}.person_id = {{ assignment }}.person_id
    and coalesce({{ assignment }}.ended_on >= {{ as_of_date }}, true)
    and (
        {{ change }}.change = 'move'
        or (
            {{ change }}.change = 'leave'
            and coalesce({{ change }}.team_id, {{ assignment }}.team_id)
            = {{ assignment }}.team_id
            and coalesce({{ change }}.role_id, {{ assignment }}.role_id)
            = {{ assignment }}.role_id
        )
    )
)
{%- endmacro %}

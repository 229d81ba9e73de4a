{#- CTEs that end in `<name>_spells`: the longest stretches of days in which somebody had
    something, one row per person, thing and stretch; half-open, valid_to is NULL while it
    runs. Assignments that overlap or follow each other without a day between them are one
    stretch: a new role in the same team is no other team.

    Arguments:
        name: what the CTEs are named for
        assignments: name of the CTE of assignments, with valid_from and valid_to
        thing: the column of the thing; without it, being there at all -#}
{% macro spells(name, assignments, thing=none) -%}
    {%- set keys = ['person_id', thing] | select | list -%}
{{ name }}_followed as (
    select
        {{ keys | join(', ') }},
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to,
        max(coalesce(valid_to, cast('9999-12-31' as date))) over (
            partition by {{ keys | join(', ') }}
            order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding
        ) as previous_valid_to
    from {{ assignments }}
    {%- if thing %}
    where {{ thing }} is not null
    {%- endif %}
),

{{ name }}_numbered as (
    select
        *,
        sum(case when previous_valid_to >= valid_from then 0 else 1 end) over (
            partition by {{ keys | join(', ') }}
            order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as spell_number
    from {{ name }}_followed
),

{{ name }}_spells as (
    select
        {{ keys | join(', ') }},
        spell_number,
        min(valid_from) as valid_from,
        nullif(max(valid_to), cast('9999-12-31' as date)) as valid_to
    from {{ name }}_numbered
    group by {{ keys | join(', ') }}, spell_number
)
{%- endmacro %}

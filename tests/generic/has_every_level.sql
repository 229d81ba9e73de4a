{#- Every skill has every level. Returns one row per skill and level that is not complete,
    naming both; no row means that the claim holds. Works on any table with one row per
    skill and level, or per descriptor.

    Arguments:
        model: the table (add `config: where:` to look at a part of it)
        skill: list of the columns that together name a skill
        level: the column of the level
        complete_when: SQL condition on a row of the table that makes its level complete,
            for example "descriptor is not null"
        levels: list of the levels that every skill must have; without it, every level that
            the table has for any skill of the same scale
        state: a column that says in which state a level is, shown where one is given
        scale: list of those columns of `skill` that skills of one scale share, for example
            [framework_id]; without it, the whole table is one scale -#}
{% test has_every_level(model, skill, level, complete_when, levels=none, state=none, scale=[]) -%}

with skills as (
    select distinct {{ skill | join(', ') }}
    from {{ model }}
),

scale_levels as (
    {%- if levels %}
    {%- for name in levels %}
    select
        {%- for column in scale %} scales.{{ column }},{% endfor %}
        '{{ name }}' as expected_level
    {%- if scale %}
    from (select distinct {{ scale | join(', ') }} from {{ model }}) as scales
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {%- else %}
    select distinct
        {%- for column in scale %} {{ column }},{% endfor %}
        {{ level }} as expected_level
    from {{ model }}
    {%- endif %}
),

found as (
    select
        {{ skill | join(', ') }},
        {{ level }},
        {%- if state %}
        max({{ state }}) as level_state,
        {%- endif %}
        max(case when {{ complete_when }} then 1 else 0 end) as is_complete
    from {{ model }}
    group by {{ skill | join(', ') }}, {{ level }}
)

select
    {%- for column in skill %}
    skills.{{ column }},
    {%- endfor %}
    scale_levels.expected_level as {{ level }},
    case
        when found.{{ level }} is null then 'missing'
        else {{ 'found.level_state' if state else "'empty'" }}
    end as fault,
    concat(
        'Write at least one descriptor for level ', scale_levels.expected_level,
        ' of this skill, or waive it in level_waivers with a reason.'
    ) as remedy
from skills
inner join scale_levels
    on
        {%- if scale %}
        {%- for column in scale %}
        {{ 'and ' if not loop.first }}skills.{{ column }} = scale_levels.{{ column }}
        {%- endfor %}
        {%- else %}
        true
        {%- endif %}
left join found
    on
        scale_levels.expected_level = found.{{ level }}
        {%- for column in skill %}
        and skills.{{ column }} = found.{{ column }}
        {%- endfor %}
where coalesce(found.is_complete, 0) = 0

{%- endtest %}

{%- set things = {
    'team': ['moved_team', 'joined_team', 'left_team'],
    'role': ['changed_role', 'took_role', 'gave_up_role'],
    'manager': ['changed_manager', 'gained_manager', 'lost_manager'],
} -%}
with build as (
    select * from {{ ref('int_build_passed') }}
),

assignments as (
    select * from {{ ref('dim_assignments') }}
),

{{ spells('organisation', 'assignments') }},

{% for thing in things -%}
{{ spells(thing, 'assignments', thing ~ '_id') }},

{% endfor -%}
comings_and_goings as (
    select
        person_id,
        case when spell_number = 1 then 'joined' else 'rehired' end as movement,
        valid_from as changed_on
    from organisation_spells
    union all
    select
        person_id,
        'left' as movement,
        valid_to as changed_on
    from organisation_spells
    where valid_to is not null
),

{% for thing, movements in things.items() -%}
{{ thing }}_changes as (
    select
        person_id,
        valid_from as changed_on,
        cast(null as {{ dbt.type_string() }}) as from_id,
        {{ thing }}_id as to_id
    from {{ thing }}_spells
    union all
    select
        person_id,
        valid_to as changed_on,
        {{ thing }}_id as from_id,
        cast(null as {{ dbt.type_string() }}) as to_id
    from {{ thing }}_spells
    where valid_to is not null
),

-- One given up and one taken on a day is a change from the one to the other; of more it
-- is not known which one followed which.
{{ thing }}_pairs as (
    select
        person_id,
        changed_on,
        max(from_id) as from_id,
        max(to_id) as to_id
    from {{ thing }}_changes
    group by person_id, changed_on
    having count(from_id) = 1 and count(to_id) = 1
),

{{ thing }}_movements as (
    select
        person_id,
        '{{ movements[0] }}' as movement,
        from_id,
        to_id,
        changed_on
    from {{ thing }}_pairs
    union all
    select
        changes.person_id,
        case
            when changes.from_id is null then '{{ movements[1] }}'
            else '{{ movements[2] }}'
        end as movement,
        changes.from_id,
        changes.to_id,
        changes.changed_on
    from {{ thing }}_changes as changes
    left join {{ thing }}_pairs as pairs
        on
            changes.person_id = pairs.person_id
            and changes.changed_on = pairs.changed_on
    {%- if thing != 'team' %}
    left join comings_and_goings
        on
            changes.person_id = comings_and_goings.person_id
            and changes.changed_on = comings_and_goings.changed_on
    {%- endif %}
    where
        pairs.person_id is null
        {%- if thing != 'team' %}
        and comings_and_goings.person_id is null
        {%- endif %}
),

{% endfor -%}
movements as (
    select
        person_id,
        movement,
        cast(null as {{ dbt.type_string() }}) as from_team_id,
        cast(null as {{ dbt.type_string() }}) as to_team_id,
        cast(null as {{ dbt.type_string() }}) as from_role_id,
        cast(null as {{ dbt.type_string() }}) as to_role_id,
        cast(null as {{ dbt.type_string() }}) as from_manager_id,
        cast(null as {{ dbt.type_string() }}) as to_manager_id,
        changed_on
    from comings_and_goings
    {%- for thing in things %}
    union all
    select
        person_id,
        movement,
        {%- for other in things %}
        {{ 'from_id' if other == thing else 'null' }} as from_{{ other }}_id,
        {{ 'to_id' if other == thing else 'null' }} as to_{{ other }}_id,
        {%- endfor %}
        changed_on
    from {{ thing }}_movements
    {%- endfor %}
),

final as (
    select
        {{ surrogate_key([
            'movements.person_id',
            'cast(movements.changed_on as ' ~ dbt.type_string() ~ ')',
            'movements.movement',
            "coalesce(from_team_id, from_role_id, from_manager_id, '')",
            "coalesce(to_team_id, to_role_id, to_manager_id, '')",
        ]) }} as movement_key,
        movements.person_id,
        movements.from_team_id,
        movements.to_team_id,
        movements.from_role_id,
        movements.to_role_id,
        movements.from_manager_id,
        movements.to_manager_id,
        movements.movement,
        movements.changed_on
    from movements
    inner join build on movements.changed_on <= build.as_of_date
)

select * from final

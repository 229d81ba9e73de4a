{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_levels'), ['person_id', 'skill_key']) }}"
) }}

with levels as (
    select * from {{ ref('dim_levels') }}
),

people as (
    {{ numbered(ref('dim_people'), 'person_id', 'person_number') }}
),

skills as (
    {{ numbered(ref('dim_skills'), 'skill_key', 'skill_number', ['framework_id']) }}
),

held as (
    select
        people.person_number,
        skills.skill_number,
        levels_held.effective_rank,
        levels_held.changed_on
    from {{ ref('int_levels_held') }} as levels_held
    inner join people on levels_held.person_id = people.person_id
    inner join skills on levels_held.skill_key = skills.skill_key
    {{ join_concerned('levels_held.person_id', 'levels_held.skill_key') }}
),

compared as (
    select
        *,
        lag(effective_rank) over (
            partition by person_number, skill_number order by changed_on
        ) as previous_rank
    from held
),

-- Days without a current rating begin a stretch too, one that is left out at the end.
stretches as (
    select
        person_number,
        skill_number,
        effective_rank,
        changed_on as valid_from,
        lead(changed_on) over (
            partition by person_number, skill_number order by changed_on
        ) as valid_to
    from compared
    where effective_rank is distinct from previous_rank
),

final as (
    select
        people.person_id,
        skills.skill_key,
        levels.level_key,
        levels.level,
        stretches.effective_rank,
        stretches.valid_to is null as is_running,
        stretches.valid_from,
        stretches.valid_to
    from stretches
    inner join people on stretches.person_number = people.person_number
    inner join skills on stretches.skill_number = skills.skill_number
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and stretches.effective_rank = levels.level_rank
    where stretches.effective_rank is not null
)

select * from final

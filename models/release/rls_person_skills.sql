with build as (
    select * from {{ ref('int_build_passed') }}
),

people as (
    select distinct person_id
    from {{ ref('dim_assignments') }}
    where is_current
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
    where effective_rank > 0
),

details as (
    select * from {{ ref('int_release_details') }}
    where whole_id = 'everyone'
),

cuts as (
    select * from {{ ref('int_release_cuts') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
    where is_declared
),

skills as (
    select * from {{ ref('dim_skills') }}
),

pseudonyms as (
    select
        person_id,
        {{ pseudonym('person_id') }} as person_key
    from people
),

-- The levels that the counts of the organisation show for the skill, and no others.
shown_levels as (
    select
        skills.skill_key,
        skills.framework_id,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        levels.level_key,
        levels.level,
        levels.level_rank,
        lead(levels.level_rank) over (
            partition by skills.skill_key
            order by levels.level_rank
        ) as next_rank
    from skills
    inner join details on skills.skill_key = details.subject
    inner join levels on skills.framework_id = levels.framework_id
    inner join cuts
        on
            skills.framework_id = cuts.scale_id
            and levels.level_rank + 2 = cuts.place
            and details.detail >= cuts.cut_order
),

reached as (
    select
        pseudonyms.person_key,
        shown_levels.skill_key,
        shown_levels.level_key
    from person_skills
    inner join pseudonyms on person_skills.person_id = pseudonyms.person_id
    inner join shown_levels
        on
            person_skills.skill_key = shown_levels.skill_key
            and person_skills.effective_rank >= shown_levels.level_rank
            and person_skills.effective_rank
            < coalesce(shown_levels.next_rank, person_skills.effective_rank + 1)
    where pseudonyms.person_key is not null
),

-- Who is left out is as good as drawn by lot, but the same in every build.
drawn as (
    select
        *,
        row_number() over (
            partition by skill_key, level_key
            order by {{ surrogate_key(['person_key', 'skill_key']) }}, person_key
        ) as draw_position,
        count(*) over (partition by skill_key, level_key) as people_count
    from reached
),

final as (
    select
        drawn.person_key,
        drawn.skill_key,
        drawn.level_key,
        shown_levels.framework_id,
        shown_levels.domain_name,
        shown_levels.subdomain_name,
        shown_levels.skill_name,
        shown_levels.level,
        shown_levels.level_rank,
        build.as_of_date
    from drawn
    inner join shown_levels
        on
            drawn.skill_key = shown_levels.skill_key
            and drawn.level_key = shown_levels.level_key
    cross join build
    where
        drawn.people_count >= {{ var('suppression_threshold') }}
        and drawn.draw_position
        <= drawn.people_count
        - mod(drawn.people_count, {{ release_policy()['rounding_base'] }})
)

select * from final

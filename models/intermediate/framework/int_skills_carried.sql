-- Rule 6: for which skill of the release in force does a rating against a skill of any
-- release count?
with skills as (
    select * from {{ ref('int_skills_traced') }}
),

skills_in_force as (
    select skills.*
    from skills
    inner join {{ ref('int_framework_releases_in_force') }} as releases
        on
            skills.framework_id = releases.framework_id
            and skills.release_id = releases.release_id
),

successions as (
    select * from {{ ref('int_skill_successions') }}
),

-- The way to the release in force ends there. It leads forward from earlier releases,
-- and back from drafts and from what is released after the as-of date.
edges as (
    select
        concat('forward ', from_identity_key) as place,
        concat('forward ', to_identity_key) as next_place
    from successions
    where
        not exists (
            select 1
            from skills_in_force
            where successions.from_identity_key = skills_in_force.identity_key
        )
    union all
    select
        concat('back ', to_identity_key) as place,
        concat('back ', from_identity_key) as next_place
    from successions
    where
        not exists (
            select 1
            from skills_in_force
            where successions.to_identity_key = skills_in_force.identity_key
        )
),

{{ ancestor_closure('edges', 'place', 'next_place') }},

identities as (
    select distinct
        framework_id,
        identity_key,
        durable_skill_id
    from skills
),

reached as (
    select
        identities.identity_key,
        skills_in_force.skill_id as counted_skill_id,
        1 as precedence
    from identities
    inner join skills_in_force
        on
            identities.framework_id = skills_in_force.framework_id
            and identities.durable_skill_id = skills_in_force.durable_skill_id
    union all
    select
        identities.identity_key,
        skills_in_force.skill_id as counted_skill_id,
        2 as precedence
    from identities
    inner join closure on closure.place = concat('forward ', identities.identity_key)
    inner join skills_in_force
        on closure.ancestor_id = concat('forward ', skills_in_force.identity_key)
    union all
    select
        identities.identity_key,
        skills_in_force.skill_id as counted_skill_id,
        3 as precedence
    from identities
    inner join closure on closure.place = concat('back ', identities.identity_key)
    inner join skills_in_force
        on closure.ancestor_id = concat('back ', skills_in_force.identity_key)
),

ranked as (
    select
        *,
        min(precedence) over (partition by identity_key) as first_precedence
    from reached
),

counted as (
    select distinct
        identity_key,
        counted_skill_id,
        precedence
    from ranked
    where precedence = first_precedence
)

select
    skills.framework_id,
    skills.release_id,
    skills.skill_id,
    counted.counted_skill_id,
    case
        when counted.counted_skill_id is null then 'retired'
        when counted.precedence > 1 then 'provisional'
        when skills.skill_id = counted.counted_skill_id then 'same'
        else 'carried'
    end as carry_status
from skills
left join counted on skills.identity_key = counted.identity_key

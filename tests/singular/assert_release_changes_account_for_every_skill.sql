-- What: the confirmed changes of a release name every skill of it, and every skill of
--   the release that it revises.
-- When it matters: a skill that no row names would come or go without anybody's notice.
-- How to resolve: int_release_skills_linked lost it; see which skill, and what the
--   lineage says of it.
with changes as (
    select * from {{ ref('rpt_release_changes') }}
    where is_confirmed
),

skills as (
    select * from {{ ref('dim_skills') }}
),

releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
    where base_release_id is not null
),

expected as (
    select
        releases.framework_id,
        releases.release_id,
        'old' as side,
        skills.skill_key,
        skills.skill_id
    from releases
    inner join skills
        on
            releases.framework_id = skills.framework_id
            and releases.base_release_id = skills.release_id
    union all
    select
        releases.framework_id,
        releases.release_id,
        'new' as side,
        skills.skill_key,
        skills.skill_id
    from releases
    inner join skills
        on
            releases.framework_id = skills.framework_id
            and releases.release_id = skills.release_id
),

named as (
    select distinct
        framework_id,
        release_id,
        'old' as side,
        from_skill_key as skill_key
    from changes
    where from_skill_key is not null
    union distinct
    select
        framework_id,
        release_id,
        'new' as side,
        to_skill_key as skill_key
    from changes
    where to_skill_key is not null
)

select
    coalesce(expected.framework_id, named.framework_id) as framework_id,
    coalesce(expected.release_id, named.release_id) as release_id,
    coalesce(expected.side, named.side) as side,
    coalesce(expected.skill_key, named.skill_key) as skill_key,
    expected.skill_id
from expected
full outer join named
    on
        expected.framework_id = named.framework_id
        and expected.release_id = named.release_id
        and expected.side = named.side
        and expected.skill_key = named.skill_key
where expected.skill_key is null or named.skill_key is null

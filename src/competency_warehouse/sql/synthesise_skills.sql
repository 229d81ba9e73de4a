-- What is assessed: the skills of each framework's release in force on the as-of date
-- (before the first release: of the first).

-- One row per framework: its levels from lowest to highest.
create table level_scales as
select
    framework_id,
    count(*)::integer as level_count,
    list(level order by try_cast(level_rank as integer), level) as level_names,
from framework_levels
where try_cast(level_rank as integer) > 0
group by framework_id;

create table skills as
with published as (
    select
        framework_id,
        release_id,
        try_cast(released_on as date) as released_on,
    from framework_releases
    where status = 'published'
),

assessed_releases as (
    select *
    from published
    where released_on is not null
    qualify 1 = row_number() over (
        partition by framework_id
        order by
            released_on > getvariable('as_of'),
            abs(released_on - getvariable('as_of')),
            release_id
    )
)

select
    row_number() over (
        order by outline.framework_id, outline.node_id
    )::integer as skill_number,
    outline.framework_id,
    outline.node_id as skill_id,
    assessed_releases.release_id,
    assessed_releases.released_on,
    level_scales.level_count,
    level_scales.level_names,
from framework_outline as outline
inner join assessed_releases using (framework_id, release_id)
inner join level_scales using (framework_id)
where outline.node_type = 'skill';

set variable skill_count = (select count(*) from skills);

-- The same to look up by number: for many rows far cheaper than a join.
set variable skill_list = (select list(skills order by skill_number) from skills);

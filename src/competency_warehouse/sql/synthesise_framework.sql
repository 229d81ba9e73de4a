-- A made-up framework of `skills` skills: about 25 to a domain, 5 to a subdomain, three
-- levels of two descriptors. Released 14 months before the as-of date.

create table framework_releases as
select
    'example' as framework_id,
    '1' as release_id,
    (getvariable('as_of') - interval 14 month)::date::varchar as released_on,
    'published' as status,
    'Example framework' as title,
    'Example Organisation' as publisher,
    'CC0-1.0' as licence,
    'competency synthesise' as source,
    null::varchar as content_hash;

create table framework_levels as
select
    'example' as framework_id,
    level,
    level_rank,
    level_name,
    summary,
from (
    values
    ('entry', '1', 'Entry', 'Works with guidance'),
    ('mid', '2', 'Mid', 'Works independently'),
    ('senior', '3', 'Senior', 'Leads and guides others')
) as levels (level, level_rank, level_name, summary);

create temp table example_skills as
with numbered as (
    select
        range as skill_number,
        1 + (range - 1) // 25 as domain_number,
        1 + (range - 1) // 5 as subdomain_number,
    from range(1, getvariable('skills') + 1)
),

with_domain as (
    select
        *,
        'example-domain-' || domain_number as domain_id,
    from numbered
),

with_subdomain as (
    select
        *,
        domain_id || '/example-subdomain-' || subdomain_number as subdomain_id,
    from with_domain
)

select
    *,
    subdomain_id || '/example-skill-' || skill_number as skill_id,
from with_subdomain;

create table framework_outline as
with nodes as (
    select distinct
        'domain' as node_type,
        domain_id as node_id,
        null as parent_id,
        domain_number as number,
        1 as depth,
    from example_skills
    union all
    select distinct
        'subdomain' as node_type,
        subdomain_id as node_id,
        domain_id as parent_id,
        subdomain_number as number,
        2 as depth,
    from example_skills
    union all
    select
        'skill' as node_type,
        skill_id as node_id,
        subdomain_id as parent_id,
        skill_number as number,
        3 as depth,
    from example_skills
)

select
    'example' as framework_id,
    '1' as release_id,
    node_type,
    node_id,
    parent_id,
    row_number() over (
        partition by node_type, parent_id
        order by number
    )::varchar as position,
    concat_ws(' ', 'Example', node_type, number) as name,
    null::varchar as description,
from nodes
order by depth, number;

create table framework_descriptors as
with positions as (
    select unnest([1, 2]) as position
)

select
    'example' as framework_id,
    '1' as release_id,
    example_skills.skill_id,
    framework_levels.level,
    positions.position::varchar as position,
    format(
        'Shows example {} of skill {} at {} level',
        positions.position,
        example_skills.skill_number,
        framework_levels.level
    ) as descriptor,
from example_skills
cross join framework_levels
cross join positions
order by
    example_skills.skill_number,
    framework_levels.level_rank,
    positions.position;

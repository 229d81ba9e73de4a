with groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown
),

coverage as (
    select * from {{ ref('rpt_team_coverage') }}
),

role_gaps as (
    select * from {{ ref('rpt_role_gaps') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

people as (
    select distinct person_id
    from {{ ref('dim_assignments') }}
    where is_current
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

requirements as (
    select distinct
        skill_key,
        required_rank
    from {{ ref('fct_role_requirements') }}
    where is_in_force
),

pairs as (
    select * from {{ ref('int_release_pairs') }}
),

everyone as (
    select * from groups
    where whole_id = 'everyone'
),

held as (
    select
        person_skills.skill_key,
        case
            when person_skills.effective_rank is not null
                then person_skills.effective_rank + 2
            when person_skills.currency_status = 'stale' then 1
            else 0
        end as place,
        count(*) as people_count
    from person_skills
    inner join people on person_skills.person_id = people.person_id
    group by
        person_skills.skill_key,
        case
            when person_skills.effective_rank is not null
                then person_skills.effective_rank + 2
            when person_skills.currency_status = 'stale' then 1
            else 0
        end
),

-- Whoever has no row for a skill is not assessed in it.
organisation_cells as (
    select
        held.skill_key,
        held.place,
        held.people_count
    from held
    union all
    select
        skills.skill_key,
        0 as place,
        everyone.member_count - coalesce(sum(held.people_count), 0) as people_count
    from skills
    cross join everyone
    left join held on skills.skill_key = held.skill_key
    group by skills.skill_key, everyone.member_count
),

team_cells as (
    select
        team_id,
        skill_key,
        level_rank + 2 as place,
        at_level_count as people_count
    from coverage
    union all
    select
        team_id,
        skill_key,
        2 as place,
        max(none_count) as people_count
    from coverage
    group by team_id, skill_key
    union all
    select
        team_id,
        skill_key,
        1 as place,
        max(stale_count) as people_count
    from coverage
    group by team_id, skill_key
    union all
    select
        team_id,
        skill_key,
        0 as place,
        max(not_assessed_count) as people_count
    from coverage
    group by team_id, skill_key
),

-- To a role, met is what a level is to a team: 3; and below is what none is.
role_cells as (
    select
        role_id,
        skill_key,
        required_rank,
        case gap_status
            when 'met' then 3
            when 'below' then 2
            when 'stale' then 1
            else 0
        end as place,
        count(*) as people_count
    from role_gaps
    group by
        role_id,
        skill_key,
        required_rank,
        case gap_status
            when 'met' then 3
            when 'below' then 2
            when 'stale' then 1
            else 0
        end
),

shown_cells as (
    select
        groups.whole_id,
        groups.group_id,
        organisation_cells.skill_key as subject,
        'people' as measure,
        organisation_cells.place,
        organisation_cells.people_count as counted
    from organisation_cells
    inner join groups on groups.whole_id = 'everyone'
    union all
    select
        groups.whole_id,
        groups.group_id,
        team_cells.skill_key as subject,
        'people' as measure,
        team_cells.place,
        team_cells.people_count as counted
    from team_cells
    inner join groups on team_cells.team_id = groups.team_id
    union all
    select
        groups.whole_id,
        groups.group_id,
        pairs.subject,
        pairs.measure,
        pairs.place,
        pairs.counted
    from pairs
    inner join groups on pairs.group_id = groups.group_id
),

divided as (
    select distinct whole_id
    from groups
    where team_id is not null
),

-- The rest of a whole: all of it, less its teams that are shown.
team_rests as (
    select
        divided.whole_id,
        shown_cells.subject,
        shown_cells.measure,
        shown_cells.place,
        shown_cells.counted
    from shown_cells
    inner join divided on shown_cells.group_id = divided.whole_id
    union all
    select
        shown_cells.whole_id,
        shown_cells.subject,
        shown_cells.measure,
        shown_cells.place,
        -shown_cells.counted as counted
    from shown_cells
    inner join groups on shown_cells.group_id = groups.group_id
    where groups.team_id is not null
),

shown_role_cells as (
    select
        groups.group_id,
        role_cells.*
    from role_cells
    inner join groups on role_cells.role_id = groups.role_id
),

-- The same for roles: once for those that require the same rank, where met and below
-- are apart; and once for all roles (rank 0), where they are one.
role_rests as (
    select
        requirements.skill_key,
        requirements.required_rank,
        case
            when organisation_cells.place >= requirements.required_rank + 2 then 3
            when organisation_cells.place >= 2 then 2
            else organisation_cells.place
        end as place,
        organisation_cells.people_count
    from organisation_cells
    inner join requirements on organisation_cells.skill_key = requirements.skill_key
    union all
    select
        skill_key,
        required_rank,
        place,
        -people_count as people_count
    from shown_role_cells
    union all
    select
        skill_key,
        0 as required_rank,
        least(place, 2) as place,
        people_count
    from organisation_cells
    union all
    select
        skill_key,
        0 as required_rank,
        least(place, 2) as place,
        -people_count as people_count
    from shown_role_cells
),

cells as (
    select * from shown_cells
    union all
    select
        whole_id,
        'rest' as group_id,
        subject,
        measure,
        place,
        counted
    from team_rests
    union all
    select
        'roles' as whole_id,
        group_id,
        skill_key as subject,
        'people' as measure,
        place,
        people_count as counted
    from shown_role_cells
    union all
    select
        'roles' as whole_id,
        concat('rest ', cast(required_rank as {{ dbt.type_string() }})) as group_id,
        skill_key as subject,
        'people' as measure,
        place,
        people_count as counted
    from role_rests
)

select
    whole_id,
    group_id,
    subject,
    measure,
    place,
    cast(sum(counted) as bigint) as counted
from cells
group by whole_id, group_id, subject, measure, place

with groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown
),

members as (
    select * from {{ ref('bridge_team_members') }}
),

-- Few rows a person, that every group is put together from.
person_pairs as (
    select
        person_id,
        concat_ws(' ', framework_id, first_assessor_type, second_assessor_type)
            as subject,
        count(*) as pair_count,
        sum(case when rank_difference = 0 then 1 else 0 end) as exact_count
    from {{ ref('fct_rater_pairs') }}
    where is_comparable
    group by
        person_id,
        concat_ws(' ', framework_id, first_assessor_type, second_assessor_type)
),

-- The organisation's pairs are also about people who have left.
group_people as (
    select
        groups.group_id,
        person_pairs.*
    from groups
    cross join person_pairs
    where groups.whole_id = 'everyone'
    union all
    select
        groups.group_id,
        person_pairs.*
    from groups
    inner join members on groups.team_id = members.team_id
    inner join person_pairs on members.person_id = person_pairs.person_id
),

summed as (
    select
        group_id,
        subject,
        sum(pair_count) as pair_count,
        sum(exact_count) as exact_count,
        count(*) as people_count,
        sum(case when exact_count > 0 then 1 else 0 end) as exact_people_count,
        sum(case when exact_count < pair_count then 1 else 0 end)
            as differing_people_count
    from group_people
    group by group_id, subject
)

-- What must be none or enough: pairs that agree (as a level held, 3) and pairs that do
-- not (0); and, each by itself, the people whom they are about.
select
    group_id,
    subject,
    'pairs' as measure,
    3 as place,
    exact_count as counted
from summed
union all
select
    group_id,
    subject,
    'pairs' as measure,
    0 as place,
    pair_count - exact_count as counted
from summed
union all
select
    group_id,
    subject,
    'people' as measure,
    3 as place,
    people_count as counted
from summed
union all
select
    group_id,
    subject,
    'people that agree' as measure,
    3 as place,
    exact_people_count as counted
from summed
union all
select
    group_id,
    subject,
    'people that differ' as measure,
    3 as place,
    differing_people_count as counted
from summed

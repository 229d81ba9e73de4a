-- What: who joined a team, less who left it, are the people with an assignment in it on
--   the as-of date; the same holds for the whole organisation.
-- When it matters: the making of movements changes.
-- How to resolve: look up the person in dim_assignments and fct_team_movements.
with movements as (
    select * from {{ ref('fct_team_movements') }}
),

balances as (
    select
        person_id,
        to_team_id as place,
        1 as arrivals
    from movements
    where to_team_id is not null
    union all
    select
        person_id,
        from_team_id as place,
        -1 as arrivals
    from movements
    where from_team_id is not null
    union all
    select
        person_id,
        'the organisation' as place,
        case when movement = 'left' then -1 else 1 end as arrivals
    from movements
    where movement in ('joined', 'rehired', 'left')
),

totals as (
    select
        person_id,
        place,
        sum(arrivals) as balance
    from balances
    group by person_id, place
),

members as (
    select distinct
        person_id,
        team_id as place
    from {{ ref('dim_assignments') }}
    where is_current
    union distinct
    select distinct
        person_id,
        'the organisation' as place
    from {{ ref('dim_assignments') }}
    where is_current
)

select
    coalesce(totals.person_id, members.person_id) as person_id,
    coalesce(totals.place, members.place) as place,
    totals.balance,
    members.person_id is not null as is_there
from totals
full outer join members
    on totals.person_id = members.person_id and totals.place = members.place
where
    coalesce(totals.balance, 0)
    <> case when members.person_id is null then 0 else 1 end

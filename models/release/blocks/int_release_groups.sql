{%- set policy = release_policy() -%}
with members as (
    select * from {{ ref('bridge_team_members') }}
),

assignments as (
    select distinct
        person_id,
        role_id
    from {{ ref('dim_assignments') }}
    where is_current
),

teams as (
    select * from {{ ref('dim_teams') }}
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

organisation as (
    select count(distinct person_id) as member_count from assignments
),

team_sizes as (
    select
        team_id,
        count(*) as member_count
    from members
    group by team_id
),

role_sizes as (
    select
        role_id,
        count(*) as member_count
    from assignments
    group by role_id
),

-- Each group with the whole that it is a part of.
groups as (
    select
        'everyone' as whole_id,
        'organisation' as group_id,
        cast(null as {{ dbt.type_string() }}) as team_id,
        cast(null as {{ dbt.type_string() }}) as role_id,
        member_count,
        member_count as whole_count
    from organisation
    union all
    select
        case
            when teams.parent_team_id is null then 'organisation'
            else concat('team ', teams.parent_team_id)
        end as whole_id,
        concat('team ', teams.team_id) as group_id,
        teams.team_id,
        null as role_id,
        team_sizes.member_count,
        coalesce(parent_sizes.member_count, organisation.member_count) as whole_count
    from teams
    inner join team_sizes on teams.team_id = team_sizes.team_id
    left join team_sizes as parent_sizes
        on teams.parent_team_id = parent_sizes.team_id
    cross join organisation
    union all
    select
        'roles' as whole_id,
        concat('role ', role_sizes.role_id) as group_id,
        null as team_id,
        role_sizes.role_id,
        role_sizes.member_count,
        organisation.member_count as whole_count
    from role_sizes
    cross join organisation
),

-- What is left of the whole when only this group and the larger ones are shown.
ranked as (
    select
        *,
        row_number() over largest_first as size_position,
        abs(whole_count - sum(member_count) over largest_first) as rest_count
    from groups
    window
        largest_first as (
            partition by whole_id
            order by member_count desc, group_id asc
            rows between unbounded preceding and current row
        )
),

shown as (
    select
        whole_id,
        max(size_position) as shown_count
    from ranked
    where
        member_count >= {{ policy['group_minimum'] }}
        and (rest_count = 0 or rest_count >= {{ policy['group_minimum'] }})
    group by whole_id
),

parts as (
    select
        ranked.whole_id,
        ranked.group_id,
        ranked.team_id,
        ranked.role_id,
        ranked.member_count,
        coalesce(ranked.size_position <= shown.shown_count, false) as is_shown_part
    from ranked
    left join shown on ranked.whole_id = shown.whole_id
),

-- Below a team that is not shown, none is.
shown_teams as (
    select
        ancestors.team_id,
        min(case when parts.is_shown_part then 1 else 0 end) = 1 as is_shown
    from ancestors
    inner join parts on ancestors.ancestor_team_id = parts.team_id
    group by ancestors.team_id
),

everyone as (
    select is_shown_part as is_shown
    from parts
    where whole_id = 'everyone'
)

select
    parts.whole_id,
    parts.group_id,
    parts.team_id,
    parts.role_id,
    parts.member_count,
    everyone.is_shown
    and parts.is_shown_part
    and coalesce(shown_teams.is_shown, true) as is_shown
from parts
cross join everyone
left join shown_teams on parts.team_id = shown_teams.team_id

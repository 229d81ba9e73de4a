with build as (
    select
        as_of_date,
        {{ month_index('as_of_date') }} as as_of_month,
        {{ month_index('as_of_date') }}
        - {{ var('coverage_months') }} + 1 as first_month
    from {{ ref('int_build_passed') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
    where is_past
),

assignments as (
    select * from {{ ref('dim_assignments') }}
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

cover_levels as (
    select * from {{ ref('dim_levels') }}
    where is_cover_level
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

intervals as (
    select * from {{ ref('fct_skill_level_intervals') }}
),

-- What the posts of a scenario are taken to hold has no history: it begins now.
assumed as (
    select * from {{ ref('fct_person_skills') }}
    where currency_status = 'assumed'
),

stretches as (
    select
        person_id,
        skill_key,
        effective_rank,
        valid_from,
        valid_to
    from intervals
    union all
    select
        person_id,
        skill_key,
        effective_rank,
        as_of_date as valid_from,
        cast(null as date) as valid_to
    from assumed
),

-- A month is looked at on its last day; the running one on the as-of date.
months as (
    select
        {{ month_index('dates.calendar_date') }} as month_number,
        max(dates.calendar_date) as measured_on
    from dates
    cross join build
    where {{ month_index('dates.calendar_date') }} >= build.first_month
    group by {{ month_index('dates.calendar_date') }}
),

-- What begins in a month is there on its day; what ends in it no longer is.
placements as (
    select
        ancestors.ancestor_team_id as team_id,
        assignments.person_id,
        assignments.role_id,
        greatest(
            {{ month_index('assignments.valid_from') }}, build.first_month
        ) as from_month,
        case
            when assignments.valid_to <= build.as_of_date
                then {{ month_index('assignments.valid_to') }} - 1
            else build.as_of_month
        end as to_month
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
    inner join build on assignments.valid_from <= build.as_of_date
),

followed as (
    select
        team_id,
        person_id,
        from_month,
        to_month,
        max(to_month) over (
            partition by team_id, person_id
            order by from_month, to_month
            rows between unbounded preceding and 1 preceding
        ) as previous_to_month
    from placements
    where from_month <= to_month
),

numbered as (
    select
        *,
        sum(case when previous_to_month >= from_month then 0 else 1 end) over (
            partition by team_id, person_id
            order by from_month, to_month
            rows between unbounded preceding and current row
        ) as stay_number
    from followed
),

-- Somebody with two assignments in one branch is one member above them.
stays as (
    select
        team_id,
        person_id,
        min(from_month) as from_month,
        max(to_month) as to_month
    from numbered
    group by team_id, person_id, stay_number
),

levels_held as (
    select
        stretches.person_id,
        stretches.skill_key,
        case
            when stretches.effective_rank >= cover_levels.level_rank then 1 else 0
        end as covers,
        greatest(
            {{ month_index('stretches.valid_from') }}, build.first_month
        ) as from_month,
        case
            when stretches.valid_to <= build.as_of_date
                then {{ month_index('stretches.valid_to') }} - 1
            else build.as_of_month
        end as to_month
    from stretches
    inner join skills on stretches.skill_key = skills.skill_key
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    cross join build
),

-- The months in which a member of a team held a level, as a beginning and an end: a row
-- a month of each would be too many.
levels_in_teams as (
    select
        stays.team_id,
        levels_held.skill_key,
        levels_held.covers,
        greatest(stays.from_month, levels_held.from_month) as from_month,
        least(stays.to_month, levels_held.to_month) as to_month
    from stays
    inner join levels_held
        on
            stays.person_id = levels_held.person_id
            and stays.from_month <= levels_held.to_month
            and stays.to_month >= levels_held.from_month
    where levels_held.from_month <= levels_held.to_month
),

level_changes as (
    select
        team_id,
        skill_key,
        from_month as month_number,
        count(*) as rated_change,
        sum(covers) as covering_change
    from levels_in_teams
    group by team_id, skill_key, from_month
    union all
    select
        team_id,
        skill_key,
        to_month + 1 as month_number,
        -count(*) as rated_change,
        -sum(covers) as covering_change
    from levels_in_teams
    group by team_id, skill_key, to_month
),

member_changes as (
    select
        team_id,
        from_month as month_number,
        count(*) as member_change
    from stays
    group by team_id, from_month
    union all
    select
        team_id,
        to_month + 1 as month_number,
        -count(*) as member_change
    from stays
    group by team_id, to_month
),

member_counts as (
    select
        member_changes.team_id,
        months.month_number,
        months.measured_on,
        sum(member_changes.member_change) as member_count
    from member_changes
    inner join months on member_changes.month_number <= months.month_number
    group by member_changes.team_id, months.month_number, months.measured_on
),

change_totals as (
    select
        team_id,
        skill_key,
        month_number,
        sum(rated_change) as rated_change,
        sum(covering_change) as covering_change
    from level_changes
    group by team_id, skill_key, month_number
),

-- All months of a team, those without members too: a change must not fall out.
counted as (
    select
        member_counts.team_id,
        skills.skill_key,
        member_counts.month_number,
        member_counts.measured_on,
        member_counts.member_count,
        cover_levels.level as cover_level,
        sum(coalesce(change_totals.rated_change, 0)) over (
            partition by member_counts.team_id, skills.skill_key
            order by member_counts.month_number
            rows between unbounded preceding and current row
        ) as rated_count,
        sum(coalesce(change_totals.covering_change, 0)) over (
            partition by member_counts.team_id, skills.skill_key
            order by member_counts.month_number
            rows between unbounded preceding and current row
        ) as covering_count
    from member_counts
    cross join skills
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    left join change_totals
        on
            member_counts.team_id = change_totals.team_id
            and skills.skill_key = change_totals.skill_key
            and member_counts.month_number = change_totals.month_number
),

shares as (
    select
        *,
        cast(covering_count as double) / member_count as covering_share
    from counted
    where member_count > 0
),

compared as (
    select
        *,
        lag(month_number) over (
            partition by team_id, skill_key order by month_number
        ) as previous_month,
        lag(covering_share) over (
            partition by team_id, skill_key order by month_number
        ) as previous_share
    from shares
),

role_stays as (
    select distinct
        team_id,
        role_id,
        from_month,
        to_month
    from placements
),

required as (
    select distinct
        role_stays.team_id,
        months.month_number,
        requirements.skill_key
    from role_stays
    inner join months
        on months.month_number between role_stays.from_month and role_stays.to_month
    inner join requirements on role_stays.role_id = requirements.role_id
),

final as (
    select
        compared.team_id,
        compared.skill_key,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        compared.cover_level,
        skills.skill_order,
        cast(compared.member_count as integer) as member_count,
        cast(compared.rated_count as integer) as rated_count,
        cast(compared.covering_count as integer) as covering_count,
        compared.covering_share,
        case
            when compared.previous_month = compared.month_number - 1
                then compared.covering_share - compared.previous_share
        end as share_change,
        required.skill_key is not null as is_required,
        compared.measured_on,
        build.as_of_date
    from compared
    inner join teams on compared.team_id = teams.team_id
    inner join skills on compared.skill_key = skills.skill_key
    left join required
        on
            compared.team_id = required.team_id
            and compared.skill_key = required.skill_key
            and compared.month_number = required.month_number
    cross join build
)

select * from final

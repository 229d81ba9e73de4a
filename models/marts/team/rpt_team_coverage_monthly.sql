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
    {{ numbered(
        ref('dim_teams'),
        'team_id',
        'team_number',
        ['team_name', 'team_path']
    ) }}
),

cover_levels as (
    select * from {{ ref('dim_levels') }}
    where is_cover_level
),

skills as (
    select
        skills.skill_key,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        skills.skill_order,
        {{ number_of('skills.skill_key') }} as skill_number,
        cover_levels.level as cover_level,
        cover_levels.level_rank as cover_rank
    from {{ ref('dim_skills') }} as skills
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    where skills.is_in_force
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
    where
        {{ as_filter(month_index('dates.calendar_date') ~ ' >= build.first_month') }}
    group by {{ month_index('dates.calendar_date') }}
),

-- What begins in a month is there on its day; what ends in it no longer is.
placements as (
    select
        teams.team_number,
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
    inner join teams on ancestors.ancestor_team_id = teams.team_id
    inner join build on {{ as_filter('assignments.valid_from <= build.as_of_date') }}
),

followed as (
    select
        team_number,
        person_id,
        from_month,
        to_month,
        max(to_month) over (
            partition by team_number, person_id
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
            partition by team_number, person_id
            order by from_month, to_month
            rows between unbounded preceding and current row
        ) as stay_number
    from followed
),

-- Somebody with two assignments in one branch is one member above them.
stays as (
    select
        team_number,
        person_id,
        min(from_month) as from_month,
        max(to_month) as to_month
    from numbered
    group by team_number, person_id, stay_number
),

levels_held as (
    select
        stretches.person_id,
        skills.skill_number,
        case
            when stretches.effective_rank >= skills.cover_rank then 1 else 0
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
    cross join build
),

-- The months in which a member of a team held a level, as a beginning and an end: a row
-- a month of each would be too many.
levels_in_teams as (
    select
        stays.team_number,
        levels_held.skill_number,
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

member_changes as (
    select
        team_number,
        from_month as month_number,
        count(*) as member_change
    from stays
    group by team_number, from_month
    union all
    select
        team_number,
        to_month + 1 as month_number,
        -count(*) as member_change
    from stays
    group by team_number, to_month
),

member_counts as (
    select
        member_changes.team_number,
        months.month_number,
        months.measured_on,
        sum(member_changes.member_change) as member_count,
        sum(
            case
                when member_changes.month_number < months.month_number
                    then member_changes.member_change
                else 0
            end
        ) as previous_member_count
    from member_changes
    inner join months
        on {{ as_filter('member_changes.month_number <= months.month_number') }}
    group by member_changes.team_number, months.month_number, months.measured_on
),

-- A role is in a team from the first who has it to the last: what it requires is
-- counted as what is held is.
role_changes as (
    select
        team_number,
        role_id,
        from_month as month_number,
        count(*) as role_change
    from placements
    where from_month <= to_month
    group by team_number, role_id, from_month
    union all
    select
        team_number,
        role_id,
        to_month + 1 as month_number,
        -count(*) as role_change
    from placements
    where from_month <= to_month
    group by team_number, role_id, to_month
),

level_changes as (
    select
        team_number,
        skill_number,
        from_month as month_number,
        count(*) as rated_change,
        sum(covers) as covering_change,
        0 as requiring_change
    from levels_in_teams
    group by team_number, skill_number, from_month
    union all
    select
        team_number,
        skill_number,
        to_month + 1 as month_number,
        -count(*) as rated_change,
        -sum(covers) as covering_change,
        0 as requiring_change
    from levels_in_teams
    group by team_number, skill_number, to_month
    union all
    select
        role_changes.team_number,
        skills.skill_number,
        role_changes.month_number,
        0 as rated_change,
        0 as covering_change,
        role_changes.role_change as requiring_change
    from role_changes
    inner join requirements on role_changes.role_id = requirements.role_id
    inner join skills on requirements.skill_key = skills.skill_key
),

change_totals as (
    select
        team_number,
        skill_number,
        month_number,
        cast(sum(rated_change) as integer) as rated_change,
        cast(sum(covering_change) as integer) as covering_change,
        cast(sum(requiring_change) as integer) as requiring_change
    from level_changes
    group by team_number, skill_number, month_number
),

-- Counts stand until the next change: months come in once they are counted, since
-- there are many more of them.
level_counts as (
    select
        team_number,
        skill_number,
        covering_change,
        sum(rated_change) over (
            partition by team_number, skill_number
            order by month_number
            rows between unbounded preceding and current row
        ) as rated_count,
        sum(covering_change) over (
            partition by team_number, skill_number
            order by month_number
            rows between unbounded preceding and current row
        ) as covering_count,
        sum(requiring_change) over (
            partition by team_number, skill_number
            order by month_number
            rows between unbounded preceding and current row
        ) as requiring_count,
        month_number as from_month,
        lead(month_number) over (
            partition by team_number, skill_number order by month_number
        ) as next_month
    from change_totals
),

-- What nobody is rated in and no role requires is two thirds of a large organisation.
counted as (
    select
        level_counts.team_number,
        level_counts.skill_number,
        member_counts.measured_on,
        member_counts.member_count,
        level_counts.rated_count,
        level_counts.covering_count,
        cast(level_counts.covering_count as double) / member_counts.member_count
            as covering_share,
        member_counts.previous_member_count,
        case
            when member_counts.month_number = level_counts.from_month
                then level_counts.covering_count - level_counts.covering_change
            else level_counts.covering_count
        end as previous_covering_count,
        level_counts.requiring_count > 0 as is_required
    from level_counts
    inner join member_counts
        on
            level_counts.team_number = member_counts.team_number
            and level_counts.from_month <= member_counts.month_number
            and (
                level_counts.next_month > member_counts.month_number
                or level_counts.next_month is null
            )
    where
        member_counts.member_count > 0
        and (level_counts.rated_count > 0 or level_counts.requiring_count > 0)
),

final as (
    select
        teams.team_id,
        skills.skill_key,
        teams.team_name,
        teams.team_path,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        skills.cover_level,
        skills.skill_order,
        cast(counted.member_count as integer) as member_count,
        cast(counted.rated_count as integer) as rated_count,
        cast(counted.covering_count as integer) as covering_count,
        counted.covering_share,
        case
            when counted.previous_member_count > 0
                then
                    counted.covering_share
                    - cast(counted.previous_covering_count as double)
                    / counted.previous_member_count
        end as share_change,
        counted.is_required,
        counted.measured_on,
        build.as_of_date
    from counted
    -- Both are there, but of an inner join by number DuckDB expects a row in thousands.
    left join teams on counted.team_number = teams.team_number
    left join skills on counted.skill_number = skills.skill_number
    cross join build
)

select * from final

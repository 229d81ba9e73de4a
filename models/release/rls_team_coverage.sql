with groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown and team_id is not null
),

details as (
    select * from {{ ref('int_release_details') }}
),

cuts as (
    select
        *,
        max(cut_order) over (partition by scale_id) as all_cuts
    from {{ ref('int_release_cuts') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

coverage as (
    select * from {{ ref('rpt_team_coverage') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

-- A level is apart from those above it where the cut of the next level is made too.
judged as (
    select
        coverage.*,
        teams.parent_team_id,
        skills.framework_id,
        details.detail >= cuts.cut_order as has_at_or_above,
        details.detail >= cuts.cut_order
        and details.detail >= coalesce(next_cuts.cut_order, 0) as has_at_level,
        details.detail >= 2 as has_not_assessed,
        details.detail >= cuts.all_cuts as has_all
    from coverage
    inner join groups on coverage.team_id = groups.team_id
    inner join teams on coverage.team_id = teams.team_id
    inner join skills on coverage.skill_key = skills.skill_key
    inner join details
        on
            groups.whole_id = details.whole_id
            and coverage.skill_key = details.subject
    inner join cuts
        on
            skills.framework_id = cuts.scale_id
            and coverage.level_rank + 2 = cuts.place
    left join cuts as next_cuts
        on
            cuts.scale_id = next_cuts.scale_id
            and next_cuts.place > 3
            and next_cuts.cut_order
            = case when cuts.cut_order = 1 then 3 else cuts.cut_order + 1 end
),

final as (
    select
        team_id,
        skill_key,
        level_key,
        parent_team_id,
        framework_id,
        team_name,
        team_path,
        domain_name,
        subdomain_name,
        skill_name,
        level,
        skill_order,
        level_rank,
        {{ rounded_count('member_count') }} as member_count,
        case
            when has_at_level then {{ rounded_count('at_level_count') }}
        end as at_level_count,
        case
            when has_at_or_above then {{ rounded_count('at_or_above_count') }}
        end as at_or_above_count,
        case when has_all then {{ rounded_count('none_count') }} end as none_count,
        case when has_all then {{ rounded_count('stale_count') }} end as stale_count,
        case
            when has_not_assessed then {{ rounded_count('not_assessed_count') }}
        end as not_assessed_count,
        case
            when has_at_or_above
                then
                    cast({{ rounded_count('at_or_above_count') }} as double)
                    / {{ rounded_count('member_count') }}
        end as at_or_above_share,
        as_of_date
    from judged
)

select * from final

with build as (
    select * from {{ ref('int_build_passed') }}
),

groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown and role_id is not null
),

cells as (
    select * from {{ ref('int_release_cells') }}
    where whole_id = 'roles'
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

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

roles as (
    select * from {{ ref('dim_roles') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

counted as (
    select
        group_id,
        subject as skill_key,
        sum(case when place = 3 then counted else 0 end) as met_count,
        sum(case when place = 2 then counted else 0 end) as below_count,
        sum(case when place = 1 then counted else 0 end) as stale_count,
        sum(case when place = 0 then counted else 0 end) as not_assessed_count
    from cells
    group by group_id, subject
),

-- Roles show no cut that the organisation as a whole could not show. A role of few
-- people has its requirements, and no counts.
judged as (
    select
        requirements.role_id,
        requirements.skill_key,
        skills.framework_id,
        roles.role_name,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        requirements.importance,
        requirements.required_level,
        requirements.required_rank,
        groups.member_count,
        counted.met_count,
        counted.below_count,
        counted.stale_count,
        counted.not_assessed_count,
        least(
            details.detail,
            case
                when organisation.detail >= cuts.all_cuts then 3
                when organisation.detail >= greatest(cuts.cut_order, 2) then 2
                when organisation.detail >= cuts.cut_order then 1
                else 0
            end
        ) as detail
    from requirements
    inner join roles on requirements.role_id = roles.role_id
    inner join skills on requirements.skill_key = skills.skill_key
    left join groups on requirements.role_id = groups.role_id
    left join counted
        on
            groups.group_id = counted.group_id
            and requirements.skill_key = counted.skill_key
    left join details
        on
            details.whole_id = 'roles'
            and requirements.skill_key = details.subject
    left join details as organisation
        on
            organisation.whole_id = 'everyone'
            and requirements.skill_key = organisation.subject
    left join cuts
        on
            skills.framework_id = cuts.scale_id
            and requirements.required_rank + 2 = cuts.place
),

final as (
    select
        judged.role_id,
        judged.skill_key,
        judged.framework_id,
        judged.role_name,
        judged.domain_name,
        judged.subdomain_name,
        judged.skill_name,
        judged.importance,
        judged.required_level,
        judged.required_rank,
        {{ rounded_count('judged.member_count') }} as people_count,
        case
            when judged.detail >= 1 then {{ rounded_count('judged.met_count') }}
        end as met_count,
        case
            when judged.detail >= 3 then {{ rounded_count('judged.below_count') }}
        end as below_count,
        case
            when judged.detail >= 3 then {{ rounded_count('judged.stale_count') }}
        end as stale_count,
        case
            when judged.detail >= 2
                then {{ rounded_count('judged.not_assessed_count') }}
        end as not_assessed_count,
        case
            when judged.detail >= 1
                then
                    cast({{ rounded_count('judged.met_count') }} as double)
                    / {{ rounded_count('judged.member_count') }}
        end as met_share,
        build.as_of_date
    from judged
    cross join build
)

select * from final

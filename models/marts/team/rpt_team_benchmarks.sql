with build as (
    select * from {{ ref('int_build_passed') }}
),

people_at_work as (
    select distinct person_id
    from {{ ref('dim_assignments') }}
    where is_current
),

levels as (
    select * from {{ ref('dim_levels') }}
    where is_cover_level
),

skills as (
    select * from {{ ref('dim_skills') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

coverage as (
    select * from {{ ref('rpt_team_coverage') }}
),

organisation as (
    select count(*) as member_count from people_at_work
),

organisation_skills as (
    select
        person_skills.skill_key,
        count(person_skills.effective_rank) as rated_count,
        sum(
            case
                when person_skills.effective_rank >= levels.level_rank then 1
                else 0
            end
        ) as covering_count
    from person_skills
    inner join people_at_work on person_skills.person_id = people_at_work.person_id
    inner join skills on person_skills.skill_key = skills.skill_key
    inner join levels on skills.framework_id = levels.framework_id
    group by person_skills.skill_key
),

-- The rest are all members of the organisation who are not members of the team.
compared as (
    select
        coverage.*,
        coverage.member_count
        - coverage.stale_count
        - coverage.not_assessed_count as rated_count,
        organisation.member_count - coverage.member_count as rest_member_count,
        coalesce(organisation_skills.rated_count, 0)
        - coverage.member_count
        + coverage.stale_count
        + coverage.not_assessed_count as rest_rated_count,
        coalesce(organisation_skills.covering_count, 0)
        - coverage.at_or_above_count as rest_covering_count,
        least(coverage.member_count, organisation.member_count - coverage.member_count)
        < {{ var('benchmark_min_members') }} as is_hidden
    from coverage
    inner join levels on coverage.level_key = levels.level_key
    left join organisation_skills on coverage.skill_key = organisation_skills.skill_key
    cross join organisation
),

shares as (
    select
        *,
        case when not is_hidden then at_or_above_share end as covering_share,
        case
            when not is_hidden
                then cast(rest_covering_count as double) / rest_member_count
        end as rest_covering_share,
        case
            when not is_hidden then cast(rated_count as double) / member_count
        end as rated_share,
        case
            when not is_hidden
                then cast(rest_rated_count as double) / rest_member_count
        end as rest_rated_share
    from compared
),

final as (
    select
        shares.team_id,
        shares.skill_key,
        shares.team_name,
        shares.team_path,
        shares.domain_name,
        shares.subdomain_name,
        shares.skill_name,
        shares.level as cover_level,
        shares.skill_order,
        shares.member_count,
        cast(shares.rest_member_count as integer) as rest_member_count,
        shares.covering_share,
        shares.rest_covering_share,
        shares.covering_share - shares.rest_covering_share as difference,
        shares.rated_share,
        shares.rest_rated_share,
        shares.is_required,
        shares.is_hidden,
        build.as_of_date
    from shares
    cross join build
)

select * from final

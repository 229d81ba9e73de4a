with build as (
    select * from {{ ref('int_build_passed') }}
),

curve as (
    select * from {{ ref('rpt_level_progress_curve') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

-- A product that should be 0.5 may end a little above it: hence the 1e-12.
summed as (
    select
        scope_key,
        level_key,
        framework_id,
        skill_key,
        scope,
        max(at_risk_count) as subject_count,
        sum(reached_count) as reached_count,
        sum(censored_count) as censored_count,
        max(elapsed_days) as longest_days,
        min(case when waiting_share <= 0.75 + 1e-12 then elapsed_days end)
            as lower_quartile_days,
        min(case when waiting_share <= 0.5 + 1e-12 then elapsed_days end)
            as median_days,
        min(case when waiting_share <= 0.25 + 1e-12 then elapsed_days end)
            as upper_quartile_days,
        min(waiting_share) as last_waiting_share,
        min(case when elapsed_days <= 6 * 30.4375 then waiting_share end)
            as waiting_share_6_months,
        min(case when elapsed_days <= 12 * 30.4375 then waiting_share end)
            as waiting_share_12_months,
        min(case when elapsed_days <= 24 * 30.4375 then waiting_share end)
            as waiting_share_24_months,
        sum(reached_count * elapsed_days) as reached_days
    from curve
    group by scope_key, level_key, framework_id, skill_key, scope
),

previous_levels as (
    select
        level_key,
        level,
        level_rank,
        lag(level) over (partition by framework_id order by level_rank) as from_level
    from levels
),

-- Beyond the longest wait nothing is known, unless by then everybody had arrived.
final as (
    select
        summed.scope_key,
        summed.level_key,
        summed.framework_id,
        summed.skill_key,
        summed.scope,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        previous_levels.from_level,
        previous_levels.level,
        previous_levels.level_rank,
        cast(summed.subject_count as integer) as subject_count,
        cast(summed.reached_count as integer) as reached_count,
        cast(summed.censored_count as integer) as censored_count,
        cast(summed.longest_days as integer) as longest_days,
        cast(summed.lower_quartile_days as integer) as lower_quartile_days,
        cast(summed.median_days as integer) as median_days,
        cast(summed.upper_quartile_days as integer) as upper_quartile_days,
        {% for months in [6, 12, 24] -%}
        cast(
            case
                when
                    summed.longest_days >= {{ months }} * 30.4375
                    or summed.last_waiting_share = 0
                    then 1 - coalesce(summed.waiting_share_{{ months }}_months, 1)
            end as double
        ) as reached_within_{{ months }}_months_share,
        {% endfor -%}
        case
            when summed.reached_count > 0
                then cast(summed.reached_days as double) / summed.reached_count
        end as naive_mean_days,
        build.as_of_date
    from summed
    inner join previous_levels on summed.level_key = previous_levels.level_key
    left join skills on summed.skill_key = skills.skill_key
    cross join build
)

select * from final

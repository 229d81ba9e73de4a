with build as (
    select * from {{ ref('int_build_passed') }}
),

transitions as (
    select * from {{ ref('fct_level_transitions') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

levels as (
    select * from {{ ref('dim_levels') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

following_levels as (
    select
        framework_id,
        level_rank,
        lead(level_key) over (
            partition by framework_id order by level_rank
        ) as next_level_key
    from levels
),

-- Who reached a level waits for the next one, until it is reached or nobody looks any
-- more: on the as-of date, and after the last assignment.
waits as (
    select
        skills.framework_id,
        transitions.skill_key,
        following_levels.next_level_key as level_key,
        transitions.is_skipped,
        transitions.reached_on as entered_on,
        lead(transitions.reached_on) over (
            partition by transitions.person_id, transitions.skill_key
            order by transitions.level_rank
        ) as reached_on,
        least(
            build.as_of_date,
            coalesce(
                {{ add_days('people.last_assigned_on', 1) }}, build.as_of_date
            )
        ) as observed_to
    from transitions
    inner join skills on transitions.skill_key = skills.skill_key
    inner join following_levels
        on
            skills.framework_id = following_levels.framework_id
            and transitions.level_rank = following_levels.level_rank
    inner join people on transitions.person_id = people.person_id
    cross join build
),

observed as (
    select
        framework_id,
        skill_key,
        level_key,
        coalesce(reached_on <= observed_to, false) as is_reached,
        {{ dbt.datediff(
            'entered_on', 'least(coalesce(reached_on, observed_to), observed_to)', 'day'
        ) }} as elapsed_days
    from waits
    where
        not is_skipped
        and level_key is not null
        and entered_on <= observed_to
),

skill_days as (
    select
        framework_id,
        skill_key,
        level_key,
        elapsed_days,
        sum(case when is_reached then 1 else 0 end) as reached_count,
        sum(case when is_reached then 0 else 1 end) as censored_count
    from observed
    group by framework_id, skill_key, level_key, elapsed_days
),

scope_days as (
    select
        'skill' as scope,
        skill_key as scope_key,
        framework_id,
        skill_key,
        level_key,
        elapsed_days,
        reached_count,
        censored_count
    from skill_days
    union all
    select
        'framework' as scope,
        framework_id as scope_key,
        framework_id,
        cast(null as {{ dbt.type_string() }}) as skill_key,
        level_key,
        elapsed_days,
        sum(reached_count) as reached_count,
        sum(censored_count) as censored_count
    from skill_days
    group by framework_id, level_key, elapsed_days
),

-- Who is censored on a day is still at risk on it.
at_risk as (
    select
        *,
        cast(sum(reached_count + censored_count) over (
            partition by scope_key, level_key order by elapsed_days desc
            rows between unbounded preceding and current row
        ) as double) as at_risk_count
    from scope_days
),

-- The logarithm of 0 is nowhere asked for: the share is 0 on the last day, if ever.
summed as (
    select
        *,
        sum(
            case
                when reached_count < at_risk_count
                    then ln(1 - reached_count / at_risk_count)
            end
        ) over (
            partition by scope_key, level_key order by elapsed_days
            rows between unbounded preceding and current row
        ) as log_waiting_share,
        sum(
            case
                when reached_count < at_risk_count
                    then
                        reached_count
                        / (at_risk_count * (at_risk_count - reached_count))
            end
        ) over (
            partition by scope_key, level_key order by elapsed_days
            rows between unbounded preceding and current row
        ) as relative_variance
    from at_risk
),

final as (
    select
        summed.scope_key,
        summed.level_key,
        summed.framework_id,
        summed.skill_key,
        summed.scope,
        levels.level,
        cast(summed.elapsed_days as integer) as elapsed_days,
        cast(summed.at_risk_count as integer) as at_risk_count,
        cast(summed.reached_count as integer) as reached_count,
        cast(summed.censored_count as integer) as censored_count,
        cast(
            case
                when summed.reached_count = summed.at_risk_count then 0
                else exp(summed.log_waiting_share)
            end as double
        ) as waiting_share,
        cast(
            case
                when summed.reached_count < summed.at_risk_count
                    then exp(summed.log_waiting_share) * sqrt(summed.relative_variance)
            end as double
        ) as standard_error,
        build.as_of_date
    from summed
    inner join levels on summed.level_key = levels.level_key
    cross join build
)

select * from final

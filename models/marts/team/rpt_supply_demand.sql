with build as (
    select * from {{ ref('int_build_passed') }}
),

-- As decimals, since sums of floating point numbers depend on their order.
assignments as (
    select
        person_id,
        role_id,
        cast(coalesce(fte, 1) as decimal(18, 6)) as fte
    from {{ ref('dim_assignments') }}
    where is_current
),

skills as (
    select * from {{ ref('dim_skills') }}
    where is_in_force
),

levels as (
    select * from {{ ref('dim_levels') }}
    where is_declared
),

requirements as (
    select * from {{ ref('fct_role_requirements') }}
    where is_in_force
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

people_at_work as (
    select
        person_id,
        sum(fte) as fte
    from assignments
    group by person_id
),

demands as (
    select
        assignments.person_id,
        requirements.skill_key,
        requirements.required_rank,
        sum(assignments.fte) as fte
    from assignments
    inner join requirements on assignments.role_id = requirements.role_id
    group by
        assignments.person_id,
        requirements.skill_key,
        requirements.required_rank
),

-- Who needs a level needs those below it too.
demands_at_levels as (
    select
        demands.person_id,
        demands.skill_key,
        levels.level_key,
        levels.level_rank,
        sum(demands.fte) as fte
    from demands
    inner join skills on demands.skill_key = skills.skill_key
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and demands.required_rank >= levels.level_rank
    group by
        demands.person_id,
        demands.skill_key,
        levels.level_key,
        levels.level_rank
),

demand as (
    select
        demands_at_levels.skill_key,
        demands_at_levels.level_key,
        sum(demands_at_levels.fte) as demand_fte,
        count(*) as demand_count,
        sum(
            case
                when person_skills.effective_rank >= demands_at_levels.level_rank then 1
                else 0
            end
        ) as met_count,
        sum(
            case
                when person_skills.effective_rank < demands_at_levels.level_rank then 1
                else 0
            end
        ) as below_count,
        sum(case when person_skills.currency_status = 'stale' then 1 else 0 end)
            as stale_count,
        sum(case when person_skills.currency_status = 'not_assessed' then 1 else 0 end)
            as not_assessed_count
    from demands_at_levels
    inner join person_skills
        on
            demands_at_levels.person_id = person_skills.person_id
            and demands_at_levels.skill_key = person_skills.skill_key
    group by demands_at_levels.skill_key, demands_at_levels.level_key
),

holdings as (
    select
        person_skills.skill_key,
        person_skills.effective_rank,
        count(*) as holder_count,
        sum(people_at_work.fte) as fte
    from person_skills
    inner join people_at_work on person_skills.person_id = people_at_work.person_id
    where person_skills.effective_rank > 0
    group by person_skills.skill_key, person_skills.effective_rank
),

supply as (
    select
        holdings.skill_key,
        levels.level_key,
        sum(holdings.holder_count) as supply_count,
        sum(holdings.fte) as supply_fte
    from holdings
    inner join skills on holdings.skill_key = skills.skill_key
    inner join levels
        on
            skills.framework_id = levels.framework_id
            and holdings.effective_rank >= levels.level_rank
    group by holdings.skill_key, levels.level_key
),

final as (
    select
        skills.skill_key,
        levels.level_key,
        skills.domain_name,
        skills.subdomain_name,
        skills.skill_name,
        levels.level,
        skills.skill_order,
        levels.level_rank,
        cast(coalesce(demand.demand_count, 0) as integer) as demand_count,
        cast(coalesce(demand.met_count, 0) as integer) as met_count,
        cast(coalesce(demand.below_count, 0) as integer) as below_count,
        cast(coalesce(demand.stale_count, 0) as integer) as stale_count,
        cast(coalesce(demand.not_assessed_count, 0) as integer) as not_assessed_count,
        cast(coalesce(supply.supply_count, 0) as integer) as supply_count,
        cast(
            coalesce(supply.supply_count, 0) - coalesce(demand.demand_count, 0)
            as integer
        ) as balance_count,
        cast(coalesce(demand.demand_fte, 0) as double) as demand_fte,
        cast(coalesce(supply.supply_fte, 0) as double) as supply_fte,
        cast(
            coalesce(supply.supply_fte, 0) - coalesce(demand.demand_fte, 0) as double
        ) as balance_fte,
        build.as_of_date
    from skills
    inner join levels on skills.framework_id = levels.framework_id
    left join demand
        on
            skills.skill_key = demand.skill_key
            and levels.level_key = demand.level_key
    left join supply
        on
            skills.skill_key = supply.skill_key
            and levels.level_key = supply.level_key
    cross join build
)

select * from final

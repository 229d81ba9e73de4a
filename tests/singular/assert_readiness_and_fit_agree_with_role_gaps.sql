-- What: for the roles that people hold, the requirements counted in rpt_role_readiness
--   and in rpt_role_fit are the rows of rpt_role_gaps.
-- When it matters: the rules of a gap, or of who holds which role, change in one.
-- How to resolve: look up the person and role in all three.
with gaps as (
    select
        person_id,
        role_id,
        sum(case when importance = 'essential' then 1 else 0 end) as essential_count,
        sum(case when importance = 'essential' and gap_status = 'met' then 1 else 0 end)
            as essential_met_count,
        sum(
            case when importance = 'essential' and held_rank is null then 1 else 0 end
        ) as unknown_count,
        sum(case when importance = 'desirable' and gap_status = 'met' then 1 else 0 end)
            as desirable_met_count
    from {{ ref('rpt_role_gaps') }}
    group by person_id, role_id
),

readiness as (
    select * from {{ ref('rpt_role_readiness') }}
    where is_own_role
),

fit as (
    select * from {{ ref('rpt_role_fit') }}
    where is_own_role
)

select
    coalesce(readiness.person_id, fit.person_id, gaps.person_id) as person_id,
    coalesce(readiness.role_id, fit.role_id, gaps.role_id) as role_id,
    gaps.essential_count,
    gaps.essential_met_count,
    gaps.unknown_count,
    gaps.desirable_met_count
from readiness
full outer join fit
    on readiness.person_id = fit.person_id and readiness.role_id = fit.role_id
full outer join gaps
    on readiness.person_id = gaps.person_id and readiness.role_id = gaps.role_id
where
    readiness.person_id is null
    or fit.person_id is null
    or readiness.essential_count <> coalesce(gaps.essential_count, 0)
    or fit.essential_count <> coalesce(gaps.essential_count, 0)
    or readiness.essential_met_count <> coalesce(gaps.essential_met_count, 0)
    or fit.essential_met_count <> coalesce(gaps.essential_met_count, 0)
    or readiness.stale_count + readiness.not_assessed_count
    <> coalesce(gaps.unknown_count, 0)
    or fit.unknown_count <> coalesce(gaps.unknown_count, 0)
    or readiness.desirable_met_count <> coalesce(gaps.desirable_met_count, 0)
    or fit.desirable_met_count <> coalesce(gaps.desirable_met_count, 0)

-- Who is ready for their next role, or one level away, and what stands in the way?
select
    full_name,
    role_name,
    readiness_status,
    essential_met_count,
    essential_count,
    blockers
from {{ ref('rpt_role_readiness') }}
where is_next_role and not is_own_role
order by blocker_count, full_name, role_name
limit 10

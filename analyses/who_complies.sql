-- What share of the essential requirements of each role is met, and what is in the way?
select
    role_name,
    count(*) as requirement_count,
    avg(case when is_compliant then 1.0 else 0.0 end) as compliant_share,
    sum(case when compliance_status = 'expires_soon' then 1 else 0 end)
        as expires_soon_count,
    sum(case when compliance_status = 'level_too_low' then 1 else 0 end)
        as level_too_low_count,
    sum(case when compliance_status in ('revoked', 'expired') then 1 else 0 end)
        as lapsed_count,
    sum(case when compliance_status = 'not_assessed' then 1 else 0 end)
        as not_assessed_count
from {{ ref('rpt_compliance_status') }}
where is_counted
group by role_name
order by role_name

-- Requirements by status of compliance, essential ones and desirable ones.
select
    compliance_status,
    count(*) filter (where importance = 'essential') as essential_count,
    count(*) filter (where importance <> 'essential') as desirable_count,
    count(*) as requirement_count,
    any_value(is_compliant) as is_compliant
from marts.rpt_compliance_status
group by compliance_status
order by is_compliant desc, requirement_count desc, compliance_status

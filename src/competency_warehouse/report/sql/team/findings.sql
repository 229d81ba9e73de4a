-- What was found wrong with the frameworks, and how it is mended.
select
    severity,
    release_id,
    node_name,
    level,
    finding,
    text,
    remedy,
    rule,
    is_excepted
from marts.rpt_framework_findings
order by
    case severity when 'error' then 0 when 'warning' then 1 else 2 end,
    release_id,
    node_name,
    level,
    finding_key

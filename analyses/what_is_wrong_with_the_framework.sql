-- What is wrong with the release now in force, the gravest first, and how is it mended?
select
    severity,
    rule,
    node_name,
    level,
    text,
    related_node_id,
    remedy
from {{ ref('rpt_framework_findings') }}
where is_in_force and not is_excepted
order by
    case severity when 'error' then 1 when 'warning' then 2 else 3 end,
    rule,
    node_id,
    level,
    position,
    text,
    related_node_id
limit 10

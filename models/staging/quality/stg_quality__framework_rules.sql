select
    rule,
    severity,
    finding,
    why,
    remedy
from {{ ref('framework_rules') }}

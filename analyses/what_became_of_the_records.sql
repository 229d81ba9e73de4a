-- Does everything that came in add up?
select
    export_table,
    received_count,
    accepted_count,
    superseded_count,
    rejected_count,
    received_count = accepted_count + superseded_count + rejected_count as adds_up
from {{ ref('qly_load_reconciliation') }}
where received_count > 0
order by export_table

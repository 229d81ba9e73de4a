-- What came in, and what became of it: received = accepted + superseded + rejected.
select
    export_table,
    received_count,
    accepted_count,
    superseded_count,
    rejected_count,
    suspicious_count,
    rejected_share
from quality.qly_load_reconciliation
where received_count > 0
order by received_count desc, export_table

-- What was accepted and should be looked at?
select
    export_table,
    source_row,
    flag,
    record_key,
    remedy
from {{ ref('qly_suspicious_records') }}
order by export_table, source_row, flag

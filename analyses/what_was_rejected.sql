-- What was rejected, why, and how is it mended?
select
    export_table,
    source_row,
    reason,
    remedy
from {{ ref('qly_rejected_records') }}
order by export_table, source_row, reason

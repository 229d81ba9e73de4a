-- Records that could not be used, without their text.
select
    export_table,
    source_name,
    source_row,
    reason,
    meaning,
    remedy
from quality.qly_rejected_records
order by export_table, source_name, source_row, reason

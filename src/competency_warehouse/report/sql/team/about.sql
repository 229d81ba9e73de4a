-- What the file was built from. One row.
select
    as_of_date,
    coalesce(releases_in_force, 'none') as releases_in_force,
    cover_level,
    level_rule,
    currency_months,
    due_days,
    pairing_days,
    agreement_min_pairs
from quality.qly_build_info

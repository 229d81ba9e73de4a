-- By which rules the release was made. One row.
select
    as_of_date,
    coalesce(releases_in_force, 'none') as releases_in_force,
    suppression_threshold,
    group_minimum,
    smallest_count,
    rounding_base,
    agreement_min_pairs
from release.rls_build_info

-- By which rules was the release made, and can its persons be linked with another's?
select
    releases_in_force,
    key_fingerprint,
    suppression_threshold,
    group_minimum,
    smallest_count,
    rounding_base,
    as_of_date
from {{ ref('rls_build_info') }}

-- By which policies was this built, as of which day?
select
    as_of_date,
    known_at,
    releases_in_force,
    level_rule,
    currency_months,
    cover_level,
    pairing_days,
    max_rejected_share
from {{ ref('qly_build_info') }}

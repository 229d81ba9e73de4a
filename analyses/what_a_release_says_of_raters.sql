-- What may others know of how far raters agree?
select
    scope_name,
    first_assessor_type,
    second_assessor_type,
    exact_share,
    pair_count,
    people_count
from {{ ref('rls_rater_agreement') }}
order by scope_name, first_assessor_type, second_assessor_type

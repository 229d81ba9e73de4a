-- How far two types of assessor agree, where there are enough people and pairs.
select
    scope,
    scope_name,
    first_assessor_type || ' and ' || second_assessor_type as raters,
    pair_count,
    people_count,
    exact_share,
    mean_difference,
    quadratic_weighted_kappa
from release.rls_rater_agreement
order by scope, scope_name, raters

-- How far two types of assessor agree, in the organisation, teams, domains and skills.
select
    scope,
    scope_name,
    first_assessor_type || ' and ' || second_assessor_type as raters,
    pair_count,
    exact_share,
    within_one_share,
    mean_difference,
    quadratic_weighted_kappa,
    is_hidden
from marts.rpt_rater_agreement
order by
    case scope when 'organisation' then 0 when 'domain' then 1 else 2 end,
    scope,
    pair_count desc,
    scope_name,
    raters

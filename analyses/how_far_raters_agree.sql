-- How far do people, peers, managers and assessors agree, and who rates higher?
select
    first_assessor_type,
    second_assessor_type,
    pair_count,
    exact_share,
    within_one_share,
    quadratic_weighted_kappa,
    mean_difference
from {{ ref('rpt_rater_agreement') }}
where scope = 'organisation'
order by framework_id, first_assessor_type, second_assessor_type

-- Whose ratings of the same people and skills lie beside those of others, and how?
select
    framework_id,
    assessor_name,
    rating_count,
    mean_rank,
    compared_count,
    other_rater_count,
    mean_difference
from {{ ref('rpt_rater_severity') }}
order by framework_id, assessor_name, assessor_id
limit 10

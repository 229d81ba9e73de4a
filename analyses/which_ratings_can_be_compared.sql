-- How many ratings of two types of assessor are of one person and skill, and how many
-- of them lie near enough in time to be compared?
select
    framework_id,
    first_assessor_type,
    second_assessor_type,
    count(*) as pair_count,
    sum(case when is_comparable then 1 else 0 end) as comparable_count,
    sum(case when is_comparable and is_current then 1 else 0 end) as current_count
from {{ ref('fct_rater_pairs') }}
group by framework_id, first_assessor_type, second_assessor_type
order by framework_id, first_assessor_type, second_assessor_type

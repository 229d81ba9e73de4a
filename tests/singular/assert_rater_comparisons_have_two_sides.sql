-- What: every comparison of two raters counts for both: in a framework the comparisons
--   add up to an even number, and the differences to nothing where none is hidden.
-- When it matters: the comparing of raters in rpt_rater_severity changes.
-- How to resolve: look up the framework's raters in rpt_rater_severity, and their
--   ratings of one person and skill in fct_assessments.
select
    framework_id,
    sum(compared_count) as compared_count,
    sum(mean_difference * compared_count) as difference_sum
from {{ ref('rpt_rater_severity') }}
group by framework_id
having
    sum(compared_count) % 2 <> 0
    or (
        sum(case when is_hidden then compared_count else 0 end) = 0
        and abs(sum(mean_difference * compared_count)) > 1e-6
    )

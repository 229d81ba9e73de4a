-- What: both ratings of a fall are about its person, by its type of assessor, not
--   revoked, and gave the ranks and days that it shows.
-- When it matters: what a fall is, in rpt_level_order_violations, changes.
-- How to resolve: look up both ratings in fct_assessments.
with ratings as (
    select
        assessment_id,
        person_id,
        assessor_type,
        level_rank,
        assessed_on
    from {{ ref('fct_assessments') }}
    where not is_revoked
)

select
    falls.to_assessment_id,
    falls.from_assessment_id,
    falls.person_id,
    falls.assessor_type
from {{ ref('rpt_level_order_violations') }} as falls
left join ratings as earlier
    on
        falls.from_assessment_id = earlier.assessment_id
        and falls.person_id = earlier.person_id
        and falls.assessor_type = earlier.assessor_type
        and falls.from_rank = earlier.level_rank
        and falls.from_assessed_on = earlier.assessed_on
left join ratings as later
    on
        falls.to_assessment_id = later.assessment_id
        and falls.person_id = later.person_id
        and falls.assessor_type = later.assessor_type
        and falls.to_rank = later.level_rank
        and falls.to_assessed_on = later.assessed_on
where earlier.assessment_id is null or later.assessment_id is null

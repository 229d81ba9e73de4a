-- Which of our skills have no counterpart in a framework that we are mapped to?
select
    external_framework,
    framework_id,
    item_id as skill_id,
    item_name as skill_name,
    not_counted
from {{ ref('rpt_crosswalk_coverage') }}
where direction = 'outward' and coverage_status = 'unmapped'
order by external_framework, framework_id, skill_id

-- What: for each framework and other framework, the mapped and unmapped skills are the
--   skills in force, on both sides where both are loaded, and each record that counts
--   counts once in either direction.
-- When it matters: the rules of coverage change, or a skill that is in force gets lost
--   on the way.
-- How to resolve: look up the two frameworks in rpt_crosswalk_coverage and in
--   int_skill_crosswalk_resolved, and their skills in dim_skills.
with coverage as (
    select
        framework_id,
        external_framework,
        is_external_loaded,
        sum(case
            when direction = 'outward' and coverage_status <> 'dangling' then 1
            else 0
        end) as skill_count,
        sum(case
            when direction = 'inward' and coverage_status <> 'dangling' then 1
            else 0
        end) as code_count,
        sum(case when direction = 'outward' then counterpart_count else 0 end)
            as outward_count,
        sum(case when direction = 'inward' then counterpart_count else 0 end)
            as inward_count
    from {{ ref('rpt_crosswalk_coverage') }}
    group by framework_id, external_framework, is_external_loaded
),

skills as (
    select
        framework_id,
        count(*) as in_force_count
    from {{ ref('dim_skills') }}
    where is_in_force
    group by framework_id
),

counted as (
    select
        framework_id,
        external_framework,
        sum(case when is_counted then 1 else 0 end) as counted_count
    from {{ ref('int_skill_crosswalk_resolved') }}
    group by framework_id, external_framework
)

select
    counted.*,
    coverage.skill_count,
    skills.in_force_count,
    coverage.code_count,
    external_skills.in_force_count as external_in_force_count,
    coverage.outward_count,
    coverage.inward_count
from counted
left join coverage
    on
        counted.framework_id = coverage.framework_id
        and counted.external_framework = coverage.external_framework
left join skills on counted.framework_id = skills.framework_id
left join skills as external_skills
    on counted.external_framework = external_skills.framework_id
where
    coverage.skill_count is distinct from coalesce(skills.in_force_count, 0)
    or (
        coverage.is_external_loaded
        and coverage.code_count
        is distinct from coalesce(external_skills.in_force_count, 0)
    )
    or coverage.outward_count is distinct from counted.counted_count
    or coverage.inward_count is distinct from counted.counted_count

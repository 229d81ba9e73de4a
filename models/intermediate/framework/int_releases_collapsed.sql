with releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
),

-- The latest one, where several are in force.
exceptions as (
    select
        framework_id,
        coalesce(release_id, '') as release_id,
        max_by(reason, granted_on) as reason
    from {{ ref('int_finding_exceptions_in_force') }}
    where rule = 'release_collapsed' and node_id is null
    group by framework_id, coalesce(release_id, '')
)

select
    releases.framework_id,
    releases.release_id,
    releases.base_release_id,
    releases.skill_count,
    releases.base_skill_count,
    releases.released_on,
    concat(
        'Release ', releases.release_id, ' has ', releases.skill_count,
        ' skills, ', releases.base_release_id, ' before it had ',
        releases.base_skill_count, '. Read it again from its source; if the loss is'
        || ' meant, add a row to finding_exceptions: framework_id ',
        releases.framework_id, ', release_id ', releases.release_id,
        ', rule release_collapsed, with the reason.'
    ) as remedy,
    coalesce(of_release.reason, of_framework.reason) as exception_reason,
    -- Drafts, and releases of after the as-of date, are findings and no failures.
    coalesce(
        releases.is_published and releases.released_on <= parameters.as_of_date, false
    ) as is_gated
from releases
cross join parameters
left join exceptions as of_release
    on
        releases.framework_id = of_release.framework_id
        and releases.release_id = of_release.release_id
left join exceptions as of_framework
    on
        releases.framework_id = of_framework.framework_id
        and of_framework.release_id = ''
-- Under 80 %, in whole numbers.
where 5 * releases.skill_count < 4 * releases.base_skill_count

-- What: rpt_compliance_status has the rows of rpt_role_gaps, met or expires_soon where
--   a gap is met; below is too low or waived; stale and not assessed are expired,
--   revoked, not assessed or waived. What a post is taken to hold is not assessed.
-- When it matters: the rules of compliance, of gaps or of currency change.
-- How to resolve: look up the person and skill in fct_person_skills.
select
    role_gaps.person_id as gap_person_id,
    compliance.person_id,
    role_gaps.role_id,
    role_gaps.skill_key,
    role_gaps.gap_status,
    compliance.compliance_status
from {{ ref('rpt_role_gaps') }} as role_gaps
full outer join {{ ref('rpt_compliance_status') }} as compliance
    on
        role_gaps.person_id = compliance.person_id
        and role_gaps.role_id = compliance.role_id
        and role_gaps.skill_key = compliance.skill_key
where
    not coalesce(
        concat(
            case
                when
                    role_gaps.held_rank is not null
                    and role_gaps.held_verification is null
                    then 'assumed'
                else role_gaps.gap_status
            end,
            '-',
            compliance.compliance_status
        ) in (
            'met-met', 'met-expires_soon',
            'below-level_too_low', 'below-waived',
            'stale-expired', 'stale-revoked', 'stale-waived',
            'assumed-not_assessed', 'assumed-waived',
            'not_assessed-not_assessed', 'not_assessed-revoked', 'not_assessed-waived'
        ),
        false
    )

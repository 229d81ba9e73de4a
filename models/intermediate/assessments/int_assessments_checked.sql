{{ config(materialized='view') }}

with resolved as (
    select * from {{ ref('int_assessments_resolved') }}
),

-- Small: only what is superseded or suspicious.
flagged as (
    select * from {{ ref('int_assessments_flagged') }}
)

select
    resolved.assessment_id,
    resolved.person_id,
    resolved.framework_id,
    resolved.skill_id,
    resolved.stated_release_id,
    resolved.release_id,
    resolved.release_basis,
    resolved.level,
    resolved.assessor_type,
    resolved.assessor_id,
    resolved.verification,
    resolved.evidence,
    resolved.source_name,
    resolved.source_row,
    resolved.raw_record,
    resolved.level_rank,
    resolved.assessed_on,
    resolved.recorded_at,
    flagged.flags,
    coalesce(resolved.reject_reasons, flagged.reject_reasons) as reject_reasons,
    case
        when coalesce(resolved.reject_reasons, flagged.reject_reasons) is not null
            then 'rejected'
        when flagged.is_superseded then 'superseded'
        else 'accepted'
    end as record_state
from resolved
left join flagged on resolved.source_row = flagged.source_row

{{ config(materialized='view') }}

with resolved as (
    select * from {{ ref('int_assessments_resolved') }}
),

-- Small: only what other records or the workforce speak against.
flagged as (
    select * from {{ ref('int_assessments_flagged') }}
),

reasoned as (
    select
        resolved.*,
        flagged.flags,
        flagged.is_superseded,
        flagged.raw_record as flagged_raw_record,
        case
            when flagged.source_row is null then resolved.reject_reasons
            else {{ all_reasons([
                'resolved.reject_reasons', 'flagged.reject_reasons'
            ]) }}
        end as all_reject_reasons
    from resolved
    left join flagged on resolved.source_row = flagged.source_row
)

select
    assessment_id,
    person_id,
    framework_id,
    skill_id,
    release_id,
    release_basis,
    assessor_type,
    assessor_id,
    verification,
    evidence,
    {{ source_name('assessments') }} as source_name,
    source_row,
    coalesce(raw_record, flagged_raw_record) as raw_record,
    level_rank,
    assessed_on,
    recorded_at,
    flags,
    all_reject_reasons as reject_reasons,
    case
        when all_reject_reasons is not null then 'rejected'
        when is_superseded then 'superseded'
        else 'accepted'
    end as record_state
from reasoned

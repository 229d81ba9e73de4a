with received as (
    {{ received('assessments') }}
),

typed as (
    select
        {{ clean_text('assessment_id') }} as assessment_id,
        {{ clean_text('person_id') }} as person_id,
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_text('assessor_id') }} as assessor_id,
        {{ clean_word('level') }} as level,
        {{ clean_word('assessor_type') }} as assessor_type,
        {{ clean_word('verification') }} as verification,
        {{ clean_text('evidence') }} as evidence,
        {{ to_date('assessed_on') }} as assessed_on,
        {{ to_timestamp('recorded_at') }} as recorded_at,
        {{ raw_fields('assessments') }} as raw_fields,
        {{ record_hash('assessments') }} as record_hash,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_assessment_id': "assessment_id is null",
            'empty_person_id': "person_id is null",
            'empty_framework_id': "framework_id is null",
            'empty_skill_id': "skill_id is null",
            'empty_level': "level is null",
            'unknown_assessor_type': "coalesce(assessor_type, '') not in ('self', 'peer', 'manager', 'assessor')",
            'unknown_verification': "coalesce(verification, '') not in (
                'claimed', 'evidenced', 'verified', 'revoked'
            )",
            'unreadable_assessed_on': "assessed_on is null",
            'unreadable_recorded_at': "recorded_at is null",
            'self_by_someone_else': "coalesce(assessor_type = 'self' and assessor_id <> person_id, false)",
            'assessed_after_recorded': "coalesce(assessed_on > cast(recorded_at as date), false)",
            'assessed_after_known_at': "coalesce(assessed_on > cast(" ~ known_at() ~ " as date), false)"
        }) }} as row_reasons
    from typed
    -- What was recorded later had not been received at known_at.
    where coalesce(recorded_at <= {{ known_at() }}, true)
)

select * from reasoned

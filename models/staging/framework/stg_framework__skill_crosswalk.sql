with received as (
    {{ received('skill_crosswalk') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_text('external_framework') }} as external_framework,
        {{ clean_text('external_code') }} as external_code,
        {{ clean_text('association') }} as association,
        {{ clean_text('source') }} as source,
        {{ clean_text('confidence') }} is not null as has_confidence,
        {{ to_number('confidence') }} as confidence,
        {{ raw_record('skill_crosswalk') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_skill_id': "skill_id is null",
            'empty_external_code': "external_framework is null or external_code is null",
            'unknown_association': "coalesce(association, '') not in (
                'exactMatchOf', 'replacedBy', 'isPartOf', 'isPeerOf', 'isRelatedTo'
            )",
            'unreadable_confidence': "has_confidence and (confidence is null or confidence > 1)"
        }) }} as row_reasons
    from typed
)

select * from reasoned

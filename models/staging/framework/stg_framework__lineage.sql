with received as (
    {{ received('framework_lineage') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('from_release_id') }} as from_release_id,
        {{ clean_text('from_skill_id') }} as from_skill_id,
        {{ clean_text('to_release_id') }} as to_release_id,
        {{ clean_text('to_skill_id') }} as to_skill_id,
        {{ clean_text('association') }} as association,
        {{ clean_text('note') }} as note,
        {{ raw_record('framework_lineage') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_release_id': "from_release_id is null or to_release_id is null",
            'empty_skill_id': "from_skill_id is null or to_skill_id is null",
            'unknown_association': "coalesce(association, '') not in (
                'exactMatchOf', 'replacedBy', 'isPartOf', 'isPeerOf', 'isRelatedTo'
            )"
        }) }} as row_reasons
    from typed
)

select * from reasoned

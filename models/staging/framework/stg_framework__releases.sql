with received as (
    {{ received('framework_releases') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('title') }} as title,
        {{ clean_text('publisher') }} as publisher,
        {{ clean_text('licence') }} as licence,
        {{ clean_text('source') }} as source,
        {{ clean_text('content_hash') }} as content_hash,
        {{ clean_word('status') }} as status,
        {{ clean_text('released_on') }} is not null as has_released_on,
        {{ to_date('released_on') }} as released_on,
        {{ raw_record('framework_releases') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_release_id': "release_id is null",
            'unknown_status': "coalesce(status, '') not in ('published', 'draft')",
            'unreadable_released_on': "released_on is null and (status = 'published' or has_released_on)"
        }) }} as row_reasons
    from typed
)

select * from reasoned

with received as (
    {{ received('finding_exceptions') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_word('rule') }} as rule,
        {{ clean_text('node_id') }} as node_id,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('expires_on') }} is not null as has_expires_on,
        {{ to_date('granted_on') }} as granted_on,
        {{ to_date('expires_on') }} as expires_on,
        {{ raw_record('finding_exceptions') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_framework_id': "framework_id is null",
            'empty_rule': "rule is null",
            'empty_reason': "reason is null",
            'unreadable_granted_on': "granted_on is null",
            'unreadable_expires_on': "expires_on is null and has_expires_on"
        }) }} as row_reasons
    from typed
)

select * from reasoned

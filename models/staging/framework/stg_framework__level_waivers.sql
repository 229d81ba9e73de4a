with received as (
    {{ received('level_waivers') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_word('level') }} as level,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('expires_on') }} is not null as has_expires_on,
        {{ to_date('granted_on') }} as granted_on,
        {{ to_date('expires_on') }} as expires_on,
        {{ raw_record('level_waivers') }} as raw_record,
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
            'empty_level': "level is null",
            'empty_reason': "reason is null",
            'unreadable_granted_on': "granted_on is null",
            'unreadable_expires_on': "expires_on is null and has_expires_on"
        }) }} as row_reasons
    from typed
)

select * from reasoned

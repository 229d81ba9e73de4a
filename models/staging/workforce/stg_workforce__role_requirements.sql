with received as (
    {{ received('role_requirements') }}
),

typed as (
    select
        {{ clean_text('role_id') }} as role_id,
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_word('required_level') }} as required_level,
        {{ clean_word('importance') }} as importance,
        {{ raw_record('role_requirements') }} as raw_record,
        source_name,
        source_row
    from received
),

reasoned as (
    select
        *,
        {{ reasons({
            'empty_role_id': "role_id is null",
            'empty_framework_id': "framework_id is null",
            'empty_skill_id': "skill_id is null",
            'empty_level': "required_level is null",
            'unknown_importance': "coalesce(importance, '') not in ('essential', 'desirable')"
        }) }} as row_reasons
    from typed
)

select * from reasoned

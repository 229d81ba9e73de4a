with received as (
    {{ received('framework_descriptors') }}
),

typed as (
    select
        {{ clean_text('framework_id') }} as framework_id,
        {{ clean_text('release_id') }} as release_id,
        {{ clean_text('skill_id') }} as skill_id,
        {{ clean_word('level') }} as level,
        {{ clean_text('descriptor') }} as descriptor,
        {{ to_integer('position') }} as position,
        {{ raw_record('framework_descriptors') }} as raw_record,
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
            'empty_skill_id': "skill_id is null",
            'empty_level': "level is null",
            'unreadable_position': "position is null"
        }) }} as row_reasons
    from typed
)

select * from reasoned

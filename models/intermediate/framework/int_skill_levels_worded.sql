-- What each level says, so that two can be told apart: without case, white space and
-- punctuation, and in no order of descriptors.
with descriptors as (
    select
        framework_id,
        release_id,
        skill_id,
        level,
        descriptor,
        {{ plain_words('descriptor') }} as plain_text
    from {{ ref('int_framework_descriptors_checked') }}
    where record_state = 'accepted' and descriptor is not null
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
)

select
    descriptors.framework_id,
    descriptors.release_id,
    descriptors.skill_id,
    descriptors.level,
    levels.level_rank,
    {{ join_ordered(
        'descriptors.descriptor', "chr(10)", 'descriptors.plain_text, descriptors.descriptor'
    ) }} as level_text,
    {{ join_ordered(
        'descriptors.plain_text', "chr(10)", 'descriptors.plain_text'
    ) }} as plain_text
from descriptors
inner join levels
    on
        descriptors.framework_id = levels.framework_id
        and descriptors.level = levels.level
group by
    descriptors.framework_id,
    descriptors.release_id,
    descriptors.skill_id,
    descriptors.level,
    levels.level_rank

with descriptors as (
    select * from {{ ref('int_framework_descriptors_checked') }}
    where record_state = 'accepted' and descriptor is not null
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

nodes as (
    select * from {{ ref('int_framework_nodes_ordered') }}
),

worded as (
    select
        descriptors.framework_id,
        descriptors.release_id,
        descriptors.skill_id,
        descriptors.level,
        descriptors.position,
        descriptors.descriptor,
        {{ plain_words('descriptors.descriptor') }} as plain_text,
        {{ words_of('descriptors.descriptor') }} as words,
        {{ word_count('descriptors.descriptor') }} as word_count,
        row_number() over (
            partition by descriptors.framework_id, descriptors.release_id
            order by nodes.node_order, levels.level_rank, descriptors.position
        ) as reading_order
    from descriptors
    inner join nodes
        on
            descriptors.framework_id = nodes.framework_id
            and descriptors.release_id = nodes.release_id
            and descriptors.skill_id = nodes.node_id
    inner join levels
        on
            descriptors.framework_id = levels.framework_id
            and descriptors.level = levels.level
)

select
    *,
    {{ surrogate_key(['cast(words as ' ~ dbt.type_string() ~ ')']) }} as words_key
from worded

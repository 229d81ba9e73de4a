with descriptors as (
    select * from {{ ref('int_descriptors_worded') }}
    where plain_text <> ''
),

pairs as (
    select * from {{ ref('int_descriptor_pairs_compared') }}
),

others as (
    select
        framework_id,
        words_key,
        other_words_key,
        similarity
    from pairs
    union all
    select
        framework_id,
        other_words_key as words_key,
        words_key as other_words_key,
        similarity
    from pairs
),

-- Other levels of the same skill: those alike, and those of the very same words.
skill_levels as (
    select
        framework_id,
        release_id,
        skill_id,
        level,
        words_key,
        min(reading_order) as first_order,
        count(*) as place_count
    from descriptors
    group by framework_id, release_id, skill_id, level, words_key
),

alike_levels as (
    select
        skill_levels.framework_id,
        skill_levels.release_id,
        skill_levels.skill_id,
        skill_levels.level,
        skill_levels.words_key,
        other_levels.first_order as other_order,
        other_levels.place_count,
        others.similarity
    from skill_levels
    inner join others
        on
            skill_levels.framework_id = others.framework_id
            and skill_levels.words_key = others.words_key
    inner join skill_levels as other_levels
        on
            skill_levels.framework_id = other_levels.framework_id
            and skill_levels.release_id = other_levels.release_id
            and skill_levels.skill_id = other_levels.skill_id
            and others.other_words_key = other_levels.words_key
            and skill_levels.level <> other_levels.level
    union all
    select
        skill_levels.framework_id,
        skill_levels.release_id,
        skill_levels.skill_id,
        skill_levels.level,
        skill_levels.words_key,
        other_levels.first_order as other_order,
        other_levels.place_count,
        cast(1 as double) as similarity
    from skill_levels
    inner join skill_levels as other_levels
        on
            skill_levels.framework_id = other_levels.framework_id
            and skill_levels.release_id = other_levels.release_id
            and skill_levels.skill_id = other_levels.skill_id
            and skill_levels.words_key = other_levels.words_key
            and skill_levels.level <> other_levels.level
),

nearest_levels as (
    select
        *,
        row_number() over (
            partition by framework_id, release_id, skill_id, level, words_key
            order by similarity desc, other_order asc
        ) as nearness,
        sum(place_count) over (
            partition by framework_id, release_id, skill_id, level, words_key
        ) as other_count
    from alike_levels
),

-- Other sets of words of the release that are alike.
release_sets as (
    select
        framework_id,
        release_id,
        words_key,
        min(reading_order) as first_order,
        count(*) as place_count
    from descriptors
    group by framework_id, release_id, words_key
),

nearest_sets as (
    select
        release_sets.framework_id,
        release_sets.release_id,
        release_sets.words_key,
        other_sets.first_order as other_order,
        others.similarity,
        row_number() over (
            partition by
                release_sets.framework_id,
                release_sets.release_id,
                release_sets.words_key
            order by others.similarity desc, other_sets.first_order asc
        ) as nearness,
        sum(other_sets.place_count) over (
            partition by
                release_sets.framework_id,
                release_sets.release_id,
                release_sets.words_key
        ) as other_count
    from release_sets
    inner join others
        on
            release_sets.framework_id = others.framework_id
            and release_sets.words_key = others.words_key
    inner join release_sets as other_sets
        on
            release_sets.framework_id = other_sets.framework_id
            and release_sets.release_id = other_sets.release_id
            and others.other_words_key = other_sets.words_key
),

-- The same text, and the same words in another order: the first place that has them,
-- and for that place itself the next. No pairs are made, so that a thousand equal texts
-- cost a thousand rows.
repeated as (
    select
        *,
        count(*) over (
            partition by framework_id, release_id, plain_text
        ) as same_text_count,
        min(reading_order) over (
            partition by framework_id, release_id, plain_text
        ) as first_same_text,
        lead(reading_order) over (
            partition by framework_id, release_id, plain_text order by reading_order
        ) as next_same_text,
        count(*) over (
            partition by framework_id, release_id, words_key
        ) as same_words_count,
        min(reading_order) over (
            partition by framework_id, release_id, words_key
        ) as first_same_words,
        lead(reading_order) over (
            partition by framework_id, release_id, words_key order by reading_order
        ) as next_same_words
    from descriptors
),

-- The gravest of the three rules that applies, and the place that it points to.
matched as (
    select
        repeated.framework_id,
        repeated.release_id,
        repeated.skill_id,
        repeated.level,
        repeated.position,
        repeated.descriptor,
        case
            when nearest_levels.other_order is not null then 'levels_alike'
            when repeated.same_text_count > 1 then 'duplicate_descriptor'
            else 'near_duplicate_descriptor'
        end as rule,
        case
            when nearest_levels.other_order is not null then nearest_levels.other_order
            when
                repeated.same_text_count > 1
                and repeated.reading_order > repeated.first_same_text
                then repeated.first_same_text
            when repeated.same_text_count > 1 then repeated.next_same_text
            when
                repeated.same_words_count > 1
                and repeated.reading_order > repeated.first_same_words
                then repeated.first_same_words
            when repeated.same_words_count > 1 then repeated.next_same_words
            else nearest_sets.other_order
        end as other_order,
        case
            when nearest_levels.other_order is not null then nearest_levels.similarity
            when repeated.same_words_count > 1 then cast(1 as double)
            else nearest_sets.similarity
        end as similarity,
        case
            when nearest_levels.other_order is not null then nearest_levels.other_count
            when repeated.same_text_count > 1 then repeated.same_text_count - 1
            else repeated.same_words_count - 1 + coalesce(nearest_sets.other_count, 0)
        end as other_count
    from repeated
    left join nearest_levels
        on
            repeated.framework_id = nearest_levels.framework_id
            and repeated.release_id = nearest_levels.release_id
            and repeated.skill_id = nearest_levels.skill_id
            and repeated.level = nearest_levels.level
            and repeated.words_key = nearest_levels.words_key
            and nearest_levels.nearness = 1
    left join nearest_sets
        on
            repeated.framework_id = nearest_sets.framework_id
            and repeated.release_id = nearest_sets.release_id
            and repeated.words_key = nearest_sets.words_key
            and nearest_sets.nearness = 1
    where
        repeated.same_words_count > 1
        or nearest_levels.other_order is not null
        or nearest_sets.other_order is not null
)

select
    matched.framework_id,
    matched.release_id,
    matched.skill_id,
    matched.level,
    matched.position,
    matched.rule,
    matched.descriptor,
    descriptors.skill_id as other_skill_id,
    descriptors.level as other_level,
    descriptors.descriptor as other_descriptor,
    matched.similarity,
    matched.other_count
from matched
inner join descriptors
    on
        matched.framework_id = descriptors.framework_id
        and matched.release_id = descriptors.release_id
        and matched.other_order = descriptors.reading_order

with linked as (
    select * from {{ ref('int_release_skills_linked') }}
),

words as (
    select * from {{ ref('int_release_words_weighted') }}
),

-- A skill that is gone may live on in new ones or in one that says something else now;
-- a new one may have come of old ones in the same way.
old_skills as (
    select
        framework_id,
        release_id,
        from_skill_id as skill_id,
        link = 'removed' as is_unlinked
    from linked
    where link = 'removed' or (link = 'same' and not has_same_text)
),

new_skills as (
    select
        framework_id,
        release_id,
        to_skill_id as skill_id,
        link = 'added' as is_unlinked
    from linked
    where link = 'added' or (link = 'same' and not has_same_text)
),

old_words as (
    select
        words.*,
        old_skills.is_unlinked
    from words
    inner join old_skills
        on
            words.framework_id = old_skills.framework_id
            and words.release_id = old_skills.release_id
            and words.skill_id = old_skills.skill_id
    where words.side = 'old' and words.skill_count <= {{ similarity_limit('rare') }}
),

new_words as (
    select
        words.*,
        new_skills.is_unlinked
    from words
    inner join new_skills
        on
            words.framework_id = new_skills.framework_id
            and words.release_id = new_skills.release_id
            and words.skill_id = new_skills.skill_id
    where words.side = 'new' and words.skill_count <= {{ similarity_limit('rare') }}
),

pairs as (
    select distinct
        old_words.framework_id,
        old_words.release_id,
        old_words.skill_id as from_skill_id,
        new_words.skill_id as to_skill_id,
        old_words.is_unlinked as is_from_unlinked,
        new_words.is_unlinked as is_to_unlinked,
        false as is_linked
    from old_words
    inner join new_words
        on
            old_words.framework_id = new_words.framework_id
            and old_words.release_id = new_words.release_id
            and old_words.word = new_words.word
    where old_words.is_unlinked or new_words.is_unlinked
    union all
    select
        framework_id,
        release_id,
        from_skill_id,
        to_skill_id,
        false as is_from_unlinked,
        false as is_to_unlinked,
        true as is_linked
    from linked
    where
        link not in ('removed', 'added')
        and not (has_same_name and has_same_text)
),

skill_weights as (
    select
        framework_id,
        release_id,
        side,
        skill_id,
        sum(case when is_in_name then weight else 0 end) as name_weight,
        sum(case when is_in_text then weight else 0 end) as text_weight,
        sum(weight) as weight
    from words
    group by framework_id, release_id, side, skill_id
),

shared_weights as (
    select
        pairs.framework_id,
        pairs.release_id,
        pairs.from_skill_id,
        pairs.to_skill_id,
        sum(
            case
                when from_words.is_in_name and to_words.is_in_name
                    then from_words.weight
                else 0
            end
        ) as name_weight,
        sum(
            case
                when from_words.is_in_text and to_words.is_in_text
                    then from_words.weight
                else 0
            end
        ) as text_weight,
        sum(from_words.weight) as weight
    from pairs
    inner join words as from_words
        on
            pairs.framework_id = from_words.framework_id
            and pairs.release_id = from_words.release_id
            and pairs.from_skill_id = from_words.skill_id
            and from_words.side = 'old'
    inner join words as to_words
        on
            pairs.framework_id = to_words.framework_id
            and pairs.release_id = to_words.release_id
            and pairs.to_skill_id = to_words.skill_id
            and from_words.word = to_words.word
            and to_words.side = 'new'
    group by
        pairs.framework_id,
        pairs.release_id,
        pairs.from_skill_id,
        pairs.to_skill_id
),

weighed as (
    select
        pairs.*,
        coalesce(shared_weights.name_weight, 0) as shared_name_weight,
        coalesce(shared_weights.text_weight, 0) as shared_text_weight,
        coalesce(shared_weights.weight, 0) as shared_weight,
        coalesce(from_weights.name_weight, 0) + coalesce(to_weights.name_weight, 0)
        - coalesce(shared_weights.name_weight, 0) as all_name_weight,
        coalesce(from_weights.text_weight, 0) + coalesce(to_weights.text_weight, 0)
        - coalesce(shared_weights.text_weight, 0) as all_text_weight,
        coalesce(from_weights.weight, 0) as from_weight,
        coalesce(to_weights.weight, 0) as to_weight,
        coalesce(from_weights.text_weight, 0) > 0
        and coalesce(to_weights.text_weight, 0) > 0 as has_texts
    from pairs
    left join shared_weights
        on
            pairs.framework_id = shared_weights.framework_id
            and pairs.release_id = shared_weights.release_id
            and pairs.from_skill_id = shared_weights.from_skill_id
            and pairs.to_skill_id = shared_weights.to_skill_id
    left join skill_weights as from_weights
        on
            pairs.framework_id = from_weights.framework_id
            and pairs.release_id = from_weights.release_id
            and pairs.from_skill_id = from_weights.skill_id
            and from_weights.side = 'old'
    left join skill_weights as to_weights
        on
            pairs.framework_id = to_weights.framework_id
            and pairs.release_id = to_weights.release_id
            and pairs.to_skill_id = to_weights.skill_id
            and to_weights.side = 'new'
),

-- Two without any word are alike, and a skill without any is in every other.
compared as (
    select
        *,
        coalesce(
            cast(shared_name_weight as double) / nullif(all_name_weight, 0), 1
        ) as name_similarity,
        coalesce(
            cast(shared_text_weight as double) / nullif(all_text_weight, 0), 1
        ) as text_similarity,
        coalesce(cast(shared_weight as double) / nullif(from_weight, 0), 1)
            as from_share,
        coalesce(cast(shared_weight as double) / nullif(to_weight, 0), 1)
            as to_share
    from weighed
)

select
    framework_id,
    release_id,
    from_skill_id,
    to_skill_id,
    round(
        case
            when has_texts then (name_similarity + text_similarity) / 2
            else name_similarity
        end,
        4
    ) as similarity,
    round(from_share, 4) as from_share,
    round(to_share, 4) as to_share,
    has_texts,
    is_from_unlinked,
    is_to_unlinked,
    is_linked
from compared

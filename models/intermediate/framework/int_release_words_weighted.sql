-- Rare words tell skills apart: a word weighs the more, the fewer skills of the two
-- releases have it. Weights are whole numbers, so that their sums are the same in any
-- order.
with releases as (
    select * from {{ ref('int_framework_releases_ordered') }}
    where base_release_id is not null
),

linked as (
    select * from {{ ref('int_release_skills_linked') }}
),

skills as (
    select * from {{ ref('int_skills_worded') }}
),

said as (
    select
        framework_id,
        release_id,
        skill_id,
        {{ each_of(words_of('skill_name')) }} as word,
        1 as in_name,
        0 as in_text
    from skills
    union all
    select
        framework_id,
        release_id,
        skill_id,
        {{ each_of(words_of('skill_text')) }} as word,
        0 as in_name,
        1 as in_text
    from skills
),

words as (
    select
        framework_id,
        release_id,
        skill_id,
        word,
        max(in_name) as in_name,
        max(in_text) as in_text
    from said
    group by framework_id, release_id, skill_id, word
),

release_words as (
    select
        framework_id,
        release_id,
        word,
        count(*) as skill_count
    from words
    group by framework_id, release_id, word
),

sides as (
    select
        framework_id,
        release_id,
        release_id as text_release_id,
        skill_count + base_skill_count as all_count
    from releases
    union all
    select
        framework_id,
        release_id,
        base_release_id as text_release_id,
        skill_count + base_skill_count as all_count
    from releases
),

counted as (
    select
        sides.framework_id,
        sides.release_id,
        release_words.word,
        sides.all_count,
        sum(release_words.skill_count) as skill_count
    from sides
    inner join release_words
        on
            sides.framework_id = release_words.framework_id
            and sides.text_release_id = release_words.release_id
    group by
        sides.framework_id,
        sides.release_id,
        release_words.word,
        sides.all_count
),

-- What is the same in both releases needs no comparison.
compared as (
    select distinct
        framework_id,
        release_id,
        'old' as side,
        base_release_id as text_release_id,
        from_skill_id as skill_id
    from linked
    where from_skill_id is not null and not (has_same_name and has_same_text)
    union all
    select distinct
        framework_id,
        release_id,
        'new' as side,
        release_id as text_release_id,
        to_skill_id as skill_id
    from linked
    where to_skill_id is not null and not (has_same_name and has_same_text)
)

select
    compared.framework_id,
    compared.release_id,
    compared.side,
    compared.skill_id,
    words.word,
    counted.skill_count,
    cast(round(
        1000 * ln(1 + cast(counted.all_count as double) / counted.skill_count)
    ) as bigint) as weight,
    words.in_name = 1 as is_in_name,
    words.in_text = 1 as is_in_text
from compared
inner join words
    on
        compared.framework_id = words.framework_id
        and compared.text_release_id = words.release_id
        and compared.skill_id = words.skill_id
inner join counted
    on
        compared.framework_id = counted.framework_id
        and compared.release_id = counted.release_id
        and words.word = counted.word

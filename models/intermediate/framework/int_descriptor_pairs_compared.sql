{#- Which sets of words share enough of them, without comparing all with all, and
    without missing any (prefix filter: Chaudhuri et al. 2006; Bayardo et al. 2007). With each
    set's words in one order, from the rare to the frequent, two sets that share enough
    share a word among the first few of each; which few follows from their sizes alone.
    So only sets that meet at such a word are compared, and most of those are done with by
    their sizes, by where the word stands in each, and by counting bits: the most frequent
    words of a framework, which most pairs have in common, are a bit each of a few whole
    numbers. -#}
{%- set share = alike_share() -%}
{%- set bits = 62 -%}
{%- set parts = 4 -%}
{%- set shared_bits = [] -%}
{%- for part in range(parts) -%}
    {%- do shared_bits.append(
        'cast(bit_count(shorter.bits_' ~ part ~ ' & longer.bits_' ~ part ~ ') as integer)'
    ) -%}
{%- endfor -%}
{%- set shared_frequent = shared_bits | join(' + ') -%}
with descriptors as (
    select * from {{ ref('int_descriptors_worded') }}
    where plain_text <> ''
),

-- Each set of words once, however many texts and releases have it. The number stands
-- for the key within this model, since millions of rows carry it.
word_sets as (
    select
        framework_id,
        words_key,
        row_number() over (order by framework_id, words_key) as set_number,
        max(words) as words
    from descriptors
    group by framework_id, words_key
),

each_word as (
    select
        framework_id,
        set_number,
        {{ each_of('words') }} as word
    from word_sets
),

-- The most frequent word of a framework has rank 0.
word_ranks as (
    select
        framework_id,
        word,
        row_number() over (partition by framework_id order by count(*) desc, word) - 1
            as word_rank
    from each_word
    group by framework_id, word
),

ranked as (
    select
        each_word.framework_id,
        each_word.set_number,
        word_ranks.word_rank,
        -- 1 for the rarest word of the set.
        row_number() over (
            partition by each_word.set_number order by word_ranks.word_rank desc
        ) as place
    from each_word
    inner join word_ranks
        on
            each_word.framework_id = word_ranks.framework_id
            and each_word.word = word_ranks.word
),

sketches as (
    select
        set_number,
        count(*) as word_count,
        {%- for part in range(parts) %}
        coalesce(bit_or(case
            when word_rank between {{ part * bits }} and {{ part * bits + bits - 1 }}
                then cast(power(2, word_rank % {{ bits }}) as bigint)
        end), cast(0 as bigint)) as bits_{{ part }},
        {%- endfor %}
        sum(case when word_rank >= {{ parts * bits }} then 1 else 0 end) as rare_count,
        -- A bit is up for an odd number of the rare words that share it: sets with few
        -- words of their own differ in few bits.
        coalesce(bit_xor(case
            when word_rank >= {{ parts * bits }}
                then cast(power(2, word_rank % {{ bits }}) as bigint)
        end), cast(0 as bigint)) as rare_bits
    from ranked
    group by set_number
),

-- The words of which sets that share enough have one in common.
prefixes as (
    select
        ranked.framework_id,
        ranked.word_rank,
        ranked.place,
        sketches.*,
        cast(bit_count(sketches.rare_bits) as integer) as rare_bit_count
    from ranked
    inner join sketches on ranked.set_number = sketches.set_number
    where
        {{ share.of }} * (ranked.place - 1)
        <= {{ share.of - share.shared }} * sketches.word_count
),

candidates as (
    select distinct
        shorter.set_number as shorter_number,
        longer.set_number as longer_number,
        shorter.word_count as shorter_count,
        longer.word_count as longer_count,
        {{ shared_frequent }} as shared_frequent_count,
        shorter.rare_count > 0 and longer.rare_count > 0 as has_rare
    from prefixes as shorter
    inner join prefixes as longer
        on
            shorter.framework_id = longer.framework_id
            and shorter.word_rank = longer.word_rank
            and (
                shorter.word_count < longer.word_count
                or (
                    shorter.word_count = longer.word_count
                    and shorter.set_number < longer.set_number
                )
            )
            -- The longer one cannot be so long that even all words are not enough.
            and {{ share.shared }} * longer.word_count
            <= {{ share.of }} * shorter.word_count
            -- The first shared word cannot stand so late that the rest is not enough.
            and {{ share.shared + share.of }} * (1 + least(
                shorter.word_count - shorter.place, longer.word_count - longer.place
            )) >= {{ share.shared }} * (shorter.word_count + longer.word_count)
    where
        -- The frequent words they share, and the most rare ones that their bits allow.
        {{ share.shared + share.of }} * (
            2 * ({{ shared_frequent }})
            + shorter.rare_count + longer.rare_count
            - shorter.rare_bit_count - longer.rare_bit_count
            + 2 * cast(bit_count(shorter.rare_bits & longer.rare_bits) as integer)
        ) >= {{ 2 * share.shared }} * (shorter.word_count + longer.word_count)
),

shared_rare_words as (
    select
        candidates.shorter_number,
        candidates.longer_number,
        count(*) as shared_rare_count
    from candidates
    inner join ranked as shorter
        on
            candidates.shorter_number = shorter.set_number
            and shorter.word_rank >= {{ parts * bits }}
    inner join ranked as longer
        on
            candidates.longer_number = longer.set_number
            and shorter.word_rank = longer.word_rank
    where candidates.has_rare
    group by candidates.shorter_number, candidates.longer_number
),

compared as (
    select
        candidates.*,
        candidates.shared_frequent_count
        + coalesce(shared_rare_words.shared_rare_count, 0) as shared_count
    from candidates
    left join shared_rare_words
        on
            candidates.shorter_number = shared_rare_words.shorter_number
            and candidates.longer_number = shared_rare_words.longer_number
)

select
    shorter.framework_id,
    shorter.words_key,
    longer.words_key as other_words_key,
    cast(compared.shared_count as double)
    / (compared.shorter_count + compared.longer_count - compared.shared_count)
        as similarity
from compared
inner join word_sets as shorter on compared.shorter_number = shorter.set_number
inner join word_sets as longer on compared.longer_number = longer.set_number
where
    {{ share.shared + share.of }} * compared.shared_count
    >= {{ share.shared }} * (compared.shorter_count + compared.longer_count)

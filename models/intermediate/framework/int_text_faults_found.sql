with nodes as (
    select * from {{ ref('int_framework_nodes_ordered') }}
),

descriptors as (
    select * from {{ ref('int_descriptors_worded') }}
),

texts as (
    select
        framework_id,
        release_id,
        node_id,
        cast(null as {{ dbt.type_string() }}) as level,
        'name' as part,
        name as text,
        cast(null as integer) as position,
        cast(null as bigint) as word_count
    from nodes
    where name is not null
    union all
    select
        framework_id,
        release_id,
        node_id,
        cast(null as {{ dbt.type_string() }}) as level,
        'description' as part,
        description as text,
        cast(null as integer) as position,
        cast(null as bigint) as word_count
    from nodes
    where description is not null
    union all
    select
        framework_id,
        release_id,
        skill_id as node_id,
        level,
        'descriptor' as part,
        descriptor as text,
        position,
        word_count
    from descriptors
),

-- Words with one space before and after each; what stands between two of them, other
-- than white space, is a word of its own.
spaced as (
    select
        *,
        {{ words_of('text') }} as words,
        concat(' ', {{ replace_matches(
            replace_matches('lower(text)', '[^\\p{L}\\p{M}\\p{N}+#\\s\\p{Z}]+', ' . '),
            '[\\s\\p{Z}]+',
            ' '
        ) }}, ' ') as spaced_text
    from texts
),

each_word as (
    select
        framework_id,
        release_id,
        node_id,
        level,
        part,
        position,
        spaced_text,
        {{ each_of('words') }} as word
    from spaced
),

doubled as (
    select distinct
        framework_id,
        release_id,
        node_id,
        level,
        part,
        position
    from each_word
    where
        spaced_text like concat('% ', word, ' ', word, ' %')
        -- "had had", "that that" and numbers may well be meant.
        and word not in ('had', 'that')
        and not {{ matches('word', '^\\p{N}+$') }}
),

judged as (
    select
        texts.*,
        {{ has_fault('placeholder_text', 'texts.text') }} as is_placeholder,
        {{ has_fault('markdown_in_text', 'texts.text') }} as has_markdown,
        {{ has_fault('invisible_character', 'texts.text') }} as has_invisible,
        {{ unpaired_brackets('texts.text') }} as has_unclosed_bracket,
        doubled.node_id is not null as has_doubled_word,
        texts.part = 'descriptor'
        and {{ has_fault('non_observable_verb', 'texts.text') }} as is_non_observable,
        texts.part = 'descriptor' and texts.word_count > 40 as is_long
    from texts
    left join doubled
        on
            texts.framework_id = doubled.framework_id
            and texts.release_id = doubled.release_id
            and texts.node_id = doubled.node_id
            and coalesce(texts.level, '') = coalesce(doubled.level, '')
            and texts.part = doubled.part
            and coalesce(texts.position, 0) = coalesce(doubled.position, 0)
),

-- The brackets and repetitions of a placeholder go with it.
found as (
    {%- for rule, condition in {
        'placeholder_text': 'is_placeholder',
        'markdown_in_text': 'has_markdown',
        'invisible_character': 'has_invisible',
        'unclosed_bracket': 'has_unclosed_bracket and not is_placeholder',
        'doubled_word': 'has_doubled_word and not is_placeholder',
        'non_observable_verb': 'is_non_observable',
        'long_descriptor': 'is_long',
    }.items() %}
    select
        framework_id,
        release_id,
        node_id,
        level,
        position,
        '{{ rule }}' as rule,
        part,
        text
    from judged
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from found

{#- The patterns of faults that a regular expression finds in a text: {rule: {pattern: what
    it looks like, unless: what takes a match back}}. Written for RE2 and Java alike (see
    matches()). -#}
{% macro text_faults() -%}
    {%- set markup = [
        '\\[[^\\[\\]]+\\]\\([^()\\s]+(\\s[^()]*)?\\)',
        '(^|[^\\p{L}\\p{N}*])\\*\\*[^*\\s]([^*]*[^*\\s])?\\*\\*([^\\p{L}\\p{N}*]|$)',
        '(^|[\\s(])\\*[^*\\s]([^*]*[^*\\s])?\\*([\\s.,;:!?)]|$)',
        '(^|[\\s(])__?[^_\\s]+(\\s[^_]*[^_\\s])__?([\\s.,;:!?)]|$)',
        '(^|[\\s(])_[^_\\s]+_([\\s.,;:!?)]|$)',
        '~~[^~\\s][^~]*~~',
        '(^|[^\\p{L}\\p{N}`])`[^`]+`',
        '(^|\\n)\\s*#{1,6}\\s+[^\\s]',
        '^\\s*[-*\u2022]\\s+[^\\s]',
        '\\[\\^[^\\]\\s]+\\]',
        '(^|\\n)[=!?]{3}\\+?\\s',
        ':(material|fontawesome|octicons|simple)-[a-z0-9-]+:',
        '(?i)</?(a|b|i|u|em|strong|br|p|ul|ol|li|div|span|table|tr|td|th|code|pre|h[1-6]'
        ~ '|img|sup|sub|hr|blockquote|details|summary)(\\s[^<>]*)?/?>',
        '&(amp|lt|gt|quot|nbsp|apos|#[0-9]+);',
    ] -%}
    {%- set stand_ins = [
        '(?i)\\((e\\.\\s?g\\.?|eg|i\\.\\s?e\\.?|ie|for example|such as)[\\s,.:;\u2026]*\\)',
        '(?i)(^|[\\s(])(e\\.g\\.?|i\\.e\\.?),?\\s*$',
        '(^|\\s)\\(\\s*(\\.{2,}|\u2026)?\\s*\\)',
        '(^|[^\\p{L}\\p{N}_-])(TBC|TBD|TBA|FIXME|TODO)([^\\p{L}\\p{N}_-]|$)',
        '(?i)lorem ipsum',
        '(?i)(^|[^\\p{L}\\p{N}])x{3,}([^\\p{L}\\p{N}]|$)',
        '^[\\s.\u2026_?\u2013\u2014-]+$',
        '\\?\\?\\?',
        '(?i)^\\W*(n/a|to be (added|completed|confirmed|decided|defined|determined|written)'
        ~ '|coming soon|placeholder)\\W*$',
        '(?i)[<\\[{](insert|placeholder|add|describe|your)(\\s[^<>\\[\\]{}]*)?[>\\]}]',
    ] -%}
    {#- What stands before the word that counts: "Is able to demonstrate a good". -#}
    {%- set lead_in = '(can|could|must|should|will|may|is|are|be|being|able|ability|to'
        ~ '|has|have|having|an?|the|some|shows?|demonstrates?|possess(es)?|displays?'
        ~ '|develop(s|ing)?|gain(s|ing)?|acquires?|they|basic|good|sound|solid|strong'
        ~ '|general|deep|detailed|thorough|working|practical|theoretical|broad|clear'
        ~ '|comprehensive|advanced|excellent|expert|limited|full|fundamental'
        ~ '|foundational|in-depth|conceptual|high-level|wide|initial|growing|and|or|,)' -%}
    {%- set unseen = '(understand(s|ing)?|understood|know(s|n)?|knowing'
        ~ '|knowledge (of|about|in|and)|knowledgeable|aware|awareness|appreciat(e|es|ing)'
        ~ '|appreciation (of|for)|familiar|familiari[sz]ed?|familiarity|comprehends?'
        ~ '|comprehension|grasps?|learns? (about|how|of|the|to)|conversant|exposure to'
        ~ '|insight into)' -%}
    {{ return({
        'placeholder_text': {
            'pattern': stand_ins | join('|'),
            'unless': 'TODO[ -](list|comment|item|app)',
        },
        'markdown_in_text': {'pattern': markup | join('|')},
        'invisible_character': {
            'pattern': '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\x{ad}\\x{200b}\\x{200e}\\x{200f}'
            ~ '\\x{2028}-\\x{202e}\\x{2060}-\\x{2069}\\x{feff}]',
        },
        'non_observable_verb': {
            'pattern': '(?i)^\\W*((' ~ lead_in ~ ')[\\s,]+)*' ~ unseen ~ '([^\\p{L}]|$)',
            'unless': '(?i)\\sby [a-z]+ing([^a-z]|$)',
        },
    }) }}
{%- endmacro %}

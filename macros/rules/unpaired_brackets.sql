{#- Whether a round or square bracket of a text has no partner. Brackets are taken out from
    the inside, pair by pair; what is left is unpaired, but for the marks of a list, a) or 1),
    smileys, and the two ends of a half-open interval, [0, 1).

    Arguments:
        text: a text expression -#}
{% macro unpaired_brackets(text) -%}
    {%- set pairs = '\\([^()\\[\\]]*\\)|\\[[^()\\[\\]]*\\]'
        ~ '|[(\\[]\\s*[^\\s()\\[\\],]{1,8}\\s*,\\s*[^\\s()\\[\\],]{1,8}\\s*[)\\]]' -%}
    {%- set marks = '(^|\\s)(\\p{L}|\\p{N}{1,2}|[ivx]{2,4})\\)|(^|\\s)[:;=]-?[()]' -%}
    {#- Brackets in brackets, to the fourth depth. -#}
    {%- set rest = namespace(text=text) -%}
    {%- for depth in range(4) -%}
        {%- set rest.text = replace_matches(rest.text, pairs, '') -%}
    {%- endfor -%}
    {{ matches(replace_matches(rest.text, marks, ''), '[()\\[\\]]') }}
{%- endmacro %}

{#- How many words a text has as people count them: what stands between white space and
    holds a letter or a digit, so that e.g. is one.

    Arguments:
        text: a text expression -#}
{% macro word_count(text) -%}
    {{ return(adapter.dispatch('word_count')(text)) }}
{%- endmacro %}

{% macro default__word_count(text) -%}
    len(regexp_extract_all({{ text }}, '[^\s\p{Z}]*[\p{L}\p{N}][^\s\p{Z}]*'))
{%- endmacro %}

{% macro spark__word_count(text) -%}
    size(
        regexp_extract_all(
            {{ text }}, '[^\\s\\p{Z}]*[\\p{L}\\p{N}][^\\s\\p{Z}]*', 0
        )
    )
{%- endmacro %}

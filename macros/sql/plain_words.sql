{#- The words of a text in their order, in lower case and one space between them: two texts
    have the same where only case, white space and punctuation differ. Empty where it has
    no word, NULL where it is NULL. What a word is: words_of().

    Arguments:
        text: a text expression -#}
{% macro plain_words(text) -%}
    {{ return(adapter.dispatch('plain_words')(text)) }}
{%- endmacro %}

{% macro default__plain_words(text) -%}
    array_to_string(
        regexp_extract_all(lower({{ text }}), '[\p{L}\p{M}\p{N}]+[+#]*'), ' '
    )
{%- endmacro %}

{% macro spark__plain_words(text) -%}
    array_join(
        regexp_extract_all(lower({{ text }}), '[\\p{L}\\p{M}\\p{N}]+[+#]*', 0), ' '
    )
{%- endmacro %}

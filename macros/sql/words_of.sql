{#- The distinct words of a text as an array, in lower case and in alphabetical order; an
    empty array where it has none, NULL where it is NULL. A word is a run of letters, marks
    and digits of any script; the signs of C++ and C# belong to it, since they tell
    languages apart. each_of() makes rows of the array.

    Arguments:
        text: a text expression -#}
{% macro words_of(text) -%}
    {{ return(adapter.dispatch('words_of')(text)) }}
{%- endmacro %}

{% macro default__words_of(text) -%}
    list_sort(list_distinct(
        regexp_extract_all(lower({{ text }}), '[\p{L}\p{M}\p{N}]+[+#]*')
    ))
{%- endmacro %}

{% macro spark__words_of(text) -%}
    array_sort(array_distinct(
        regexp_extract_all(lower({{ text }}), '[\\p{L}\\p{M}\\p{N}]+[+#]*', 0)
    ))
{%- endmacro %}

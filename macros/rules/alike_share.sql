{#- How much of their words two statements must share to be nearly the same: shared of every
    `of` distinct words that either has (the Jaccard index), 4 of 5.

    One word replaced makes two statements nearly the same from nine words on, one word
    added from five. Most statements of a framework have six to nine words and follow a
    pattern: "Ensure compliance with OMOP data standards and regulations" and the same with
    "clinical" share 7 of 9 words, and are two statements. With a lower share most of a
    framework would be a finding. As two whole numbers, so that comparisons are exact. -#}
{% macro alike_share() -%}
    {{ return({'shared': 4, 'of': 5}) }}
{%- endmacro %}

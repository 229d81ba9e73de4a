{#- The limits by which changes between releases are proposed, in one place. Measured on the
    SDE framework, with random words of it dropped or replaced and half of each name new:

    rare: two skills are compared when they share a word that at most so many skills of the
        two releases have. In a large framework most pairs share none.
    alike: skills whose score is so high, each the other's best, may be one. Two different
        skills score 0.28 at most; one of whose text a fifth was replaced has 0.39 and
        more, in 95 of 100 cases.
    whole: two skills are one, and not part and whole, when so much of each is in the
        other. Half of a skill that was split has under 0.75 of it.
    contained: so much of a part is in the whole. A skill has 0.63 of another at most; parts
        of which a fifth was replaced keep 0.75 and more, in 95 of 100 cases.

    Arguments:
        name: rare, alike, whole or contained -#}
{% macro similarity_limit(name) -%}
    {{ return({'rare': 10, 'alike': 0.35, 'whole': 0.75, 'contained': 0.65}[name]) }}
{%- endmacro %}

{#- Which of several ratings counts (rule 5), as one number: the largest wins. It is a whole
    number and not a struct of what is compared: of groups with numbers DuckDB puts on disk
    what memory has no room for, of groups with structs it does not (decision 15).

    Reads the columns level_rank and assessor_type.

    Arguments:
        rule: latest, highest or prioritised
        time: a column that is larger the later a rating is: rating_number(), or where the
            ratings of one day need no order, day_number() -#}
{% macro rating_order(rule, time='rating_number') -%}
    {%- set places = {
        'latest': none, 'highest': 'level_rank', 'prioritised': assessor_priority()
    } -%}
    {#- A rule that nobody knows is refused by check_vars(), once all is parsed. -#}
    {%- set place = places[rule] | default(none) -%}
    {%- if place -%}
        cast({{ place }} as bigint) * 4294967296 + {{ time }}
    {%- else -%}
        {{ time }}
    {%- endif -%}
{%- endmacro %}

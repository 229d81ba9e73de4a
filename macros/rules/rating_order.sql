{#- Which of several ratings counts (rule 5), as one value for max_by(): the largest wins.

    Arguments:
        rule: latest, highest or prioritised -#}
{% macro rating_order(rule) -%}
    {{ named_struct(rating_order_columns(rule)) }}
{%- endmacro %}

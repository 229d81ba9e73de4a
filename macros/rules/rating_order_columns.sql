{#- Which of several ratings counts (rule 5), as columns to order by: the last one wins. Ties
    end with the later recorded_at, then the larger assessment_id.

    Arguments:
        rule: latest, highest or prioritised -#}
{% macro rating_order_columns(rule) -%}
    {#- A rule that nobody knows is refused by check_vars(), once all is parsed. -#}
    {%- set first = ({
        'latest': {'assessed_on': 'assessed_on'},
        'highest': {'level_rank': 'level_rank', 'assessed_on': 'assessed_on'},
        'prioritised': {
            'assessor_priority': assessor_priority(), 'assessed_on': 'assessed_on'
        },
    }[rule]) | default({}) -%}
    {%- set columns = first.copy() -%}
    {%- do columns.update({'recorded_at': 'recorded_at', 'assessment_id': 'assessment_id'}) -%}
    {{ return(columns) }}
{%- endmacro %}

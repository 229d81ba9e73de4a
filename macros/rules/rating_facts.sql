{#- What is kept of the rating that a level rests on, as one value for max_by(). -#}
{% macro rating_facts() -%}
    {{ named_struct({
        'assessment_id': 'assessment_id',
        'assessor_type': 'assessor_type',
        'verification': 'verification',
        'carry_status': 'carry_status',
        'level_rank': 'level_rank',
        'assessed_on': 'assessed_on',
        'expires_on': 'expires_on',
    }) }}
{%- endmacro %}

{#- What ratings are ordered by in time (rule 5): ties end with the later recorded_at, then the
    larger assessment_id. -#}
{% macro rating_time() -%}
    assessed_on, recorded_at, assessment_id
{%- endmacro %}

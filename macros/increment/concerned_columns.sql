{#- By what a record concerns others: its row, id, person and skill, and its day. -#}
{% macro concerned_columns() -%}
    source_row, assessment_id, person_id, framework_id, skill_id, assessed_on
{%- endmacro %}

{#- The rows of the concerned persons and skills as they are now, as a table of their
    source_row. -#}
{% macro concerned_records() -%}
    (
        select source_row
        from {{ built('intermediate', 'int_assessments_resolved') }} as resolved
        where {{ concerned(
            'resolved', built('build', 'concerned_skills'),
            ['person_id', 'framework_id', 'skill_id']
        ) }}
    )
{%- endmacro %}

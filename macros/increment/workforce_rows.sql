{#- All that the tables of ratings read of the workforce, as rows of person_id and raw_record: the
    people and assignments that the last run of their models accepted. -#}
{% macro workforce_rows() -%}
    select
        person_id,
        raw_record
    from {{ built('intermediate', 'int_people_checked') }}
    where record_state = 'accepted'
    union all
    select
        person_id,
        raw_record
    from {{ built('intermediate', 'int_assignments_checked') }}
    where record_state = 'accepted'
{%- endmacro %}

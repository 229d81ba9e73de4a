{#- What an increment does once it has read the records: leave in the schema build what those
    concern that were read again.

        concerned_keys     concerned_columns() of them, as they were and are; of all records of
                           the same ids, and of those that changed people have made
        concerned_records  source_row and assessment_id of the same, and of what was said of
                           one of those persons and skills on the same day

    Records of one id supersede or contradict each other, whosever they are; those of one
    day may disagree. No other record becomes another one by them. -#}
{% macro find_concerned_records() -%}
    {%- if is_increment() -%}
        {%- set keys = built('build', 'concerned_keys') -%}
        {%- set concerned_keys -%}
            with changed as (
                select {{ concerned_columns() }} from {{ built('build', 'changed_keys') }}
                union
                select {{ concerned_columns() }} from {{ this }} as reread
                where {{ concerned(
                    'reread', built('build', 'reread_records'), ['source_row']
                ) }}
            )

            select * from changed
            union
            select {{ concerned_columns() }} from {{ this }} as namesakes
            where {{ concerned('namesakes', 'changed', ['assessment_id']) }}
            union
            select {{ concerned_columns() }} from {{ this }} as assessed
            where assessor_id in (
                select person_id from {{ built('build', 'concerned_people') }}
            )
        {%- endset -%}
        {%- set concerned_records -%}
            select
                source_row,
                assessment_id
            from {{ keys }}
            union
            select
                source_row,
                assessment_id
            from {{ this }} as of_the_day
            where {{ concerned(
                'of_the_day', keys, ['person_id', 'skill_id', 'assessed_on']
            ) }}
        {%- endset -%}
        {%- do run_query(keep('concerned_keys') ~ ' ' ~ concerned_keys) -%}
        {%- do run_query(keep('concerned_records') ~ ' ' ~ concerned_records) -%}
    {%- endif -%}
{%- endmacro %}

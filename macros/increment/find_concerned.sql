{#- Leave in the schema build whom and what the changed records concern: see
    find_increment(). Records of one id supersede or contradict each other, whosever they
    are, and those of one person and skill may contradict each other too. -#}
{% macro find_concerned() -%}
    {%- set before = built('intermediate', 'int_assessments_resolved') -%}
    {%- set changed = built('build', 'changed_records') -%}
    {%- set keys -%}
        {{ keep('changed_keys') }}
        with received as (
            {{ received('assessments') }}
        )

        select
            {{ clean_text('assessment_id') }} as assessment_id,
            {{ to_timestamp('recorded_at') }} as recorded_at,
            {{ clean_text('person_id') }} as person_id,
            {{ clean_text('framework_id') }} as framework_id,
            {{ clean_text('skill_id') }} as skill_id
        from received
        where {{ concerned('received', changed, ['source_row']) }}
        union
        select
            assessment_id,
            recorded_at,
            person_id,
            framework_id,
            skill_id
        from {{ before }} as before
        where {{ concerned('before', changed, ['source_row']) }}
    {%- endset -%}
    {%- do run_query(keys) -%}
    {%- for table, query in {
        'reread_records': "select source_row from " ~ changed ~ " union select source_row from "
            ~ before ~ " as before where "
            ~ concerned('before', built('build', 'changed_keys'), ['assessment_id', 'recorded_at']),
        'concerned_skills': "select person_id, framework_id, skill_id from "
            ~ built('build', 'changed_keys')
            ~ " union select person_id, framework_id, skill_id from " ~ before
            ~ " as before where "
            ~ concerned('before', built('build', 'changed_keys'), ['assessment_id']),
        'concerned_assessments': "select assessment_id from " ~ built('build', 'changed_keys')
            ~ " union select assessment_id from " ~ before ~ " as before where "
            ~ concerned(
                'before', built('build', 'concerned_skills'),
                ['person_id', 'framework_id', 'skill_id']
            ),
    }.items() -%}
        {%- do run_query(keep(table) ~ ' ' ~ query) -%}
    {%- endfor -%}
{%- endmacro %}

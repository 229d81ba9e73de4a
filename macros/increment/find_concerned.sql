{#- Leave in the schema build what the changed records and people concern:

        changed_keys           ids, moments, person and skill of the changed records, as they
                               were and are, and of all records of those people
        reread_records         source_row of the same, and of others of the same id and moment
        concerned_skills       person, framework and skill of all records of their ids, and
                               of all that those people have assessed
        concerned_assessments  the ids of all records of those

    Records of one id supersede or contradict each other, whosever they are, and those of
    one person and skill may contradict each other too. -#}
{% macro find_concerned() -%}
    {%- set before = built('intermediate', 'int_assessments_resolved') -%}
    {%- set changed = built('build', 'changed_records') -%}
    {%- set keys = built('build', 'changed_keys') -%}
    {%- set people = built('build', 'concerned_people') -%}
    {%- set skill = ['person_id', 'framework_id', 'skill_id'] -%}
    {%- set changed_keys -%}
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
        where
            {{ concerned('before', changed, ['source_row']) }}
            or {{ concerned('before', people, ['person_id']) }}
    {%- endset -%}
    {%- set reread_records -%}
        select source_row from {{ changed }}
        union
        select source_row from {{ before }} as before
        where {{ concerned('before', keys, ['assessment_id', 'recorded_at']) }}
        union
        select source_row from {{ before }} as before
        where {{ concerned('before', people, ['person_id']) }}
    {%- endset -%}
    {%- set concerned_skills -%}
        select {{ skill | join(', ') }} from {{ keys }}
        union
        select {{ skill | join(', ') }} from {{ before }} as before
        where {{ concerned('before', keys, ['assessment_id']) }}
        union
        select {{ skill | join(', ') }} from {{ before }} as before
        where assessor_id in (select person_id from {{ people }})
    {%- endset -%}
    {%- set concerned_assessments -%}
        select assessment_id from {{ keys }}
        union
        select assessment_id from {{ before }} as before
        where {{ concerned('before', built('build', 'concerned_skills'), skill) }}
    {%- endset -%}
    {%- for table, query in [
        ('changed_keys', changed_keys),
        ('reread_records', reread_records),
        ('concerned_skills', concerned_skills),
        ('concerned_assessments', concerned_assessments),
    ] -%}
        {%- do run_query(keep(table) ~ ' ' ~ query) -%}
    {%- endfor -%}
{%- endmacro %}

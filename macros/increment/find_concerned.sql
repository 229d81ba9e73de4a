{#- Leave in the schema build, before the records are read, which of them an increment reads
    again:

        reread_records  source_row of the changed records, and of all of the changed people
        changed_keys    concerned_columns() of those, as they were -#}
{% macro find_concerned() -%}
    {%- set before = built('intermediate', 'int_assessments_resolved') -%}
    {%- set reread_records -%}
        select source_row from {{ built('build', 'changed_records') }}
        union
        select source_row from {{ before }} as before
        where {{ concerned('before', built('build', 'concerned_people'), ['person_id']) }}
    {%- endset -%}
    {%- set changed_keys -%}
        select {{ concerned_columns() }} from {{ before }} as before
        where {{ concerned('before', built('build', 'reread_records'), ['source_row']) }}
    {%- endset -%}
    {%- do run_query(keep('reread_records') ~ ' ' ~ reread_records) -%}
    {%- do run_query(keep('changed_keys') ~ ' ' ~ changed_keys) -%}
{%- endmacro %}

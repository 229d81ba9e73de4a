{#- The join by which an increment keeps to the persons and skills that it makes anew;
    nothing where the table is built anew.

    Arguments:
        person_id: the column of the person
        skill_key: the column of the skill in force -#}
{% macro join_concerned(person_id, skill_key) -%}
    {#- dbt reads the reference before it knows the answer; a unit test has no increment. -#}
    {%- set keys = ref('int_person_skills_concerned') if model.resource_type == 'model' -%}
    {%- if is_increment() -%}
        inner join {{ keys }} as concerned
        on
            {{ person_id }} = concerned.person_id
            and {{ skill_key }} = concerned.skill_key
    {%- endif -%}
{%- endmacro %}

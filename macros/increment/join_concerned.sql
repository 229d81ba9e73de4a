{#- The join by which an increment keeps to the persons and skills that it makes anew
    (find_concerned_levels()); nothing where the table is built anew.

    Arguments:
        person_id: the column of the person
        skill_key: the column of the skill in force -#}
{% macro join_concerned(person_id, skill_key) -%}
    {%- if is_increment() -%}
        inner join {{ built('build', 'concerned_levels') }} as concerned
        on
            {{ person_id }} = concerned.person_id
            and {{ skill_key }} = concerned.skill_key
    {%- endif -%}
{%- endmacro %}

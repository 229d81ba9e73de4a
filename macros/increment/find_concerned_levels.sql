{#- What an increment does once the ratings are there: leave in build.concerned_levels each
    person and skill in force whose levels it makes anew. Their ratings have changed, or
    began or ceased to count between the as-of date of the last build and this one. -#}
{% macro find_concerned_levels() -%}
    {%- if is_increment() %}
        {{ keep('concerned_levels') }}
        with passed as (
            select
                least(increment.as_of_before, parameters.as_of_date) as after_day,
                greatest(increment.as_of_before, parameters.as_of_date) as until_day
            from {{ built('build', 'increment') }} as increment
            cross join {{ built('intermediate', 'int_build_parameters') }} as parameters
        ),

        concerned as (
            select
                changed.person_id,
                skills.skill_key
            from {{ built('build', 'concerned_keys') }} as changed
            inner join {{ built('marts', 'dim_skills') }} as skills
                on
                    changed.framework_id = skills.framework_id
                    and changed.skill_id = skills.skill_id
            where changed.person_id is not null
            union
            select
                assessments.person_id,
                assessments.skill_key
            from {{ built('marts', 'fct_assessments') }} as assessments
            inner join passed
                on
                    (
                        assessments.assessed_on > passed.after_day
                        and assessments.assessed_on <= passed.until_day
                    )
                    or (
                        assessments.expires_on > passed.after_day
                        and assessments.expires_on <= passed.until_day
                    )
        )

        select distinct
            concerned.person_id,
            skills_in_force.counted_skill_key as skill_key
        from concerned
        inner join {{ built('marts', 'bridge_skills_in_force') }} as skills_in_force
            on concerned.skill_key = skills_in_force.skill_key
    {%- endif -%}
{%- endmacro %}

{#- Leave in the schema build who is new, gone or not as in the last build, in
    concerned_people, and return how many they are. -#}
{% macro find_concerned_people() -%}
    {%- set query -%}
        {{ keep('concerned_people') }}
        with workforce as (
            {{ workforce_rows() }}
        ),

        before as (
            select * from {{ built('build', 'workforce_before') }}
        )

        select person_id
        from (select * from workforce except select * from before) as added
        union
        select person_id
        from (select * from before except select * from workforce) as taken_out
    {%- endset -%}
    {%- do run_query(query) -%}
    {{ return(run_query(
        'select count(*) from ' ~ built('build', 'concerned_people')
    ).rows[0][0]) }}
{%- endmacro %}

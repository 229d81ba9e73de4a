{#- What an increment does once people and assignments are there: add to what it makes anew
    whatever concerns those who have changed (find_concerned()). Where they are over a fifth
    of all people, everything is built anew after all. -#}
{% macro take_in_people() -%}
    {%- if is_increment() -%}
        {%- set changed = find_concerned_people() -%}
        {%- set people = run_query(
            'select count(*) from ' ~ built('intermediate', 'int_people_checked')
        ).rows[0][0] -%}
        {%- if changed * 5 > people -%}
            {%- do decide_increment(changed ~ ' people are new or not as they were, over a fifth.') -%}
        {%- elif changed -%}
            {%- do log('Makes anew what concerns ' ~ changed ~ ' people, new or not as they were.', info=true) -%}
            {%- do find_concerned() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

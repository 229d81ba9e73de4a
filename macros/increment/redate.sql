{#- What an incremental model with an as-of date does before it adds rows: give those that
    stay the date of this build. -#}
{% macro redate() -%}
    {%- if is_increment() -%}
        {%- set day = run_query(
            'select as_of_date from ' ~ built('intermediate', 'int_build_passed')
        ).rows[0][0] -%}
        update {{ this }} set as_of_date = cast('{{ day }}' as date)
        where as_of_date <> cast('{{ day }}' as date)
    {%- endif -%}
{%- endmacro %}

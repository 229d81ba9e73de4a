{#- What an incremental model with an as-of date does before it adds rows: give those that
    stay the date of this build. -#}
{% macro redate() -%}
    {%- if is_increment() -%}
        update {{ this }} set as_of_date = (
            select as_of_date from {{ built('intermediate', 'int_build_passed') }}
        )
    {%- endif -%}
{%- endmacro %}

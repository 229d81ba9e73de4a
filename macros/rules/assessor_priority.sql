{#- How much an assessor type weighs under the prioritised rule: assessor > manager > peer >
    self. -#}
{% macro assessor_priority() -%}
    case assessor_type
        when 'assessor' then 4
        when 'manager' then 3
        when 'peer' then 2
        else 1
    end
{%- endmacro %}
